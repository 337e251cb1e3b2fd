package dev.tracebridge.bench;

import java.util.List;

/** How the OpenTelemetry Java agent is set up: spans of one method, sent to the receiver, and nothing else. */
final class OtelAgent {

    private OtelAgent() {}

    /**
     * System properties.
     *
     * @param endpoint the receiver's address
     * @param method class and method, as in {@code example.Volume[copy]}
     */
    static List<String> properties(String endpoint, String method) {
        return List.of(
                "-Dotel.instrumentation.methods.include=" + method,
                "-Dotel.exporter.otlp.endpoint=" + endpoint,
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none");
    }
}
