package dev.tracebridge.exporter;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The values of the headers that are sent to the collector, which nobody is to read anywhere else: libraries put them into what they say of a header
 * that is wrong. Immutable.
 */
final class Secrets {

    private static final List<String> HEADERS = List.of(
            "otel.exporter.otlp.headers",
            "otel.exporter.otlp.traces.headers",
            "otel.exporter.otlp.logs.headers",
            "otel.exporter.otlp.metrics.headers");

    /** Shorter ones are no secrets, and are in many words. */
    private static final int SHORTEST = 4;

    private final List<String> values;

    private Secrets(Set<String> found) {
        // A value may be part of another.
        this.values = found.isEmpty()
                // Mostly there are none, and this runs before the application does: the first stream takes some
                // milliseconds.
                ? List.of()
                : found.stream()
                        .filter(value -> value.length() >= SHORTEST)
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .toList();
    }

    /**
     * Those that variables or properties give.
     *
     * @param properties system properties
     * @param environment environment variables
     */
    static Secrets of(Properties properties, Map<String, String> environment) {
        Set<String> found = new TreeSet<>();
        for (String name : HEADERS) {
            addValues(properties.getProperty(name), found);
            addValues(environment.get(name.toUpperCase(Locale.ROOT).replace('.', '_')), found);
        }
        return new Secrets(found);
    }

    /** {@code name=value,name=value}, percent-encoded; what has no name may be a value with a comma in it, or one whose name was forgotten. */
    private static void addValues(String headers, Set<String> found) {
        if (headers == null) {
            return;
        }
        for (String header : headers.split(",")) {
            String value = header.substring(header.indexOf('=') + 1).strip();
            found.add(value);
            try {
                found.add(URLDecoder.decode(value, StandardCharsets.UTF_8));
                found.add(URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notEncoded) {
                // Then it is sent as it is, or not at all.
            }
        }
    }

    /** The text without the values. */
    String hide(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, "***");
        }
        return hidden;
    }

    /** A log that never sees a value. */
    Consumer<String> hideFrom(Consumer<String> log) {
        return values.isEmpty() ? log : text -> log.accept(hide(text));
    }
}
