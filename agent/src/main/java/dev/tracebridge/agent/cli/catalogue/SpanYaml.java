package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanOpening;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.SpanShape;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Span rules as items of a sidecar's {@code spans}, in the shortest form that says the same. */
final class SpanYaml {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*|-?(0|[1-9][0-9]*)");
    /** Words that YAML 1.1 or 1.2 read as something else than text. */
    private static final Pattern SPECIAL =
            Pattern.compile("null|true|false|yes|no|on|off|y|n", Pattern.CASE_INSENSITIVE);

    private final PrintWriter out;

    SpanYaml(PrintWriter out) {
        this.out = out;
    }

    /** Prints one item, indented by two. */
    void print(SpanRule span) {
        List<SpanPoint> points = Stream.of(List.of(span.start()), span.ends(), span.failures())
                .flatMap(List::stream)
                .toList();
        String key = key(span.start());
        boolean shared = points.stream().allMatch(p -> key(p).equals(key));
        line("  - name: " + scalar(span.name()));
        if (span.shape() != SpanShape.FLAT) {
            line("    shape: " + span.shape().word());
        }
        if (span.opening() != SpanOpening.EACH) {
            line("    open: " + span.opening().word());
        }
        if (span.closing() != SpanClosing.EACH) {
            line("    close: " + span.closing().word());
        }
        line("    start: " + point(span.start(), shared));
        points("end", span.ends(), shared);
        points("failure", span.failures(), shared);
        if (shared && !key.isEmpty()) {
            line("    key: " + key);
        }
    }

    private void points(String name, List<SpanPoint> points, boolean shared) {
        if (points.size() == 1) {
            line("    " + name + ": " + point(points.get(0), shared));
        } else if (!points.isEmpty()) {
            line("    " + name + ":");
            points.forEach(p -> line("      - " + point(p, shared)));
        }
    }

    private static String point(SpanPoint point, boolean sharedKey) {
        String key = sharedKey ? "" : key(point);
        if (point.when().isEmpty() && key.isEmpty()) {
            return scalar(point.tracepoint().name());
        }
        List<String> entries = new ArrayList<>();
        entries.add("tracepoint: " + scalar(point.tracepoint().name()));
        if (!point.when().isEmpty()) {
            entries.add("when: " + map(point.when()));
        }
        if (!key.isEmpty()) {
            entries.add("key: " + key);
        }
        return flow(entries);
    }

    private static String key(SpanPoint point) {
        List<String> parts = point.key().stream().map(SpanYaml::part).toList();
        if (parts.size() == 1) {
            return parts.get(0);
        }
        return parts.isEmpty() ? "" : "[" + String.join(", ", parts) + "]";
    }

    private static String part(KeyPart part) {
        if (part.plain()) {
            return scalar(part.argument().name());
        }
        List<String> entries = new ArrayList<>();
        entries.add("argument: " + scalar(part.argument().name()));
        if (part.align() != 1) {
            entries.add("align: " + part.align());
        }
        if (part.divide() != 1) {
            entries.add("divide: " + part.divide());
        }
        if (!part.map().isEmpty()) {
            entries.add("map: " + map(part.map()));
        }
        return flow(entries);
    }

    private static String map(Map<String, String> map) {
        return flow(new TreeMap<>(map)
                .entrySet().stream()
                        .map(e -> scalar(e.getKey()) + ": " + scalar(e.getValue()))
                        .toList());
    }

    private static String flow(List<String> entries) {
        return "{" + String.join(", ", entries) + "}";
    }

    /** Text as YAML reads it back, in flow style too. */
    static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !SPECIAL.matcher(text).matches()) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private void line(String text) {
        out.println(text);
    }
}
