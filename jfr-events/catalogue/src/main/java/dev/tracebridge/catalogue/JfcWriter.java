package dev.tracebridge.catalogue;

import java.util.Optional;

/**
 * Writes JFR settings ({@code .jfc}) that say for each event of a model whether it is recorded. The text is read by JFR itself
 * ({@code settings=}, {@code jdk.jfr.Configuration}) and by {@code jfr configure}, alone or merged with the JDK's own settings.
 */
public final class JfcWriter {

    private JfcWriter() {}

    /** The settings without a pattern: everything is on but hot and disabled tracepoints. */
    public static String write(TraceModel model) {
        return write(model, Optional.empty());
    }

    /** The settings where a pattern says what is on. */
    public static String write(TraceModel model, TracepointPattern enable) {
        return write(model, Optional.of(enable));
    }

    private static String write(TraceModel model, Optional<TracepointPattern> enable) {
        String namespace = model.sidecar().namespace();
        StringBuilder text = new StringBuilder();
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n");
        text.append("<configuration version=\"2.0\" label=\"").append(escape(namespace));
        text.append("\" description=\"Events of ")
                .append(escape(model.catalogue().fileName()));
        text.append("\" provider=\"Tracebridge\">\n");
        for (EventModel event : model.events()) {
            boolean enabled = enable.map(pattern -> pattern.enables(event)).orElse(event.enabledByDefault());
            text.append("\n  <event name=\"").append(escape(event.name())).append("\">\n");
            setting(text, "enabled", String.valueOf(enabled));
            setting(text, "stackTrace", "false");
            if (event.role() == EventRole.SPAN) {
                setting(text, "threshold", "0 ms");
            }
            text.append("  </event>\n");
        }
        return text.append("\n</configuration>\n").toString();
    }

    private static void setting(StringBuilder text, String name, String value) {
        text.append("    <setting name=\"")
                .append(name)
                .append("\">")
                .append(value)
                .append("</setting>\n");
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.append(c < ' ' || Character.isSurrogate(c) || c > '\ufffd' ? '_' : c);
            }
        }
        return escaped.toString();
    }
}
