package dev.tracebridge.recording.report;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report as one page of HTML that needs nothing else: no file, no network. Its script draws what {@link JsonRenderer} writes, which is in the
 * page, and puts every text there as text.
 */
public final class HtmlRenderer {

    private static final Pattern PLACE = Pattern.compile("@([A-Z]+)@");

    private HtmlRenderer() {}

    /**
     * Writes a report.
     *
     * @param report the report
     * @param out where to, in UTF-8 where it goes to a file; flushed, not closed
     * @throws IOException where it cannot be written
     */
    public static void render(MigrationReport report, Writer out) throws IOException {
        Map<String, String> parts = Map.of(
                "STYLE", resource("report.css").strip(),
                "SCRIPT", resource("report.js").strip(),
                "REPORT", JsonRenderer.compact(report));
        String template = resource("report.html");
        Matcher place = PLACE.matcher(template);
        int written = 0;
        while (place.find()) {
            out.append(template, written, place.start()).append(parts.get(place.group(1)));
            written = place.end();
        }
        out.append(template, written, template.length());
        out.flush();
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = HtmlRenderer.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
