package dev.tracebridge.demo.it;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A span as Jaeger's query service tells it.
 *
 * @param parentId the span it is a child of, empty for none
 * @param start microseconds since the epoch
 * @param duration microseconds
 * @param events the names of its span events, in order
 */
record JaegerSpan(
        String name,
        String spanId,
        String parentId,
        String service,
        long start,
        long duration,
        Map<String, Object> tags,
        List<String> events) {

    static JaegerSpan of(Map<?, ?> span, Map<?, ?> processes) {
        Map<?, ?> process = (Map<?, ?>) processes.get(span.get("processID"));
        return new JaegerSpan(
                (String) span.get("operationName"),
                (String) span.get("spanID"),
                Jaeger.list(span, "references").stream()
                        .map(reference -> (String) ((Map<?, ?>) reference).get("spanID"))
                        .findFirst()
                        .orElse(""),
                (String) process.get("serviceName"),
                (long) span.get("startTime"),
                (long) span.get("duration"),
                tags(Jaeger.list(span, "tags")),
                Jaeger.list(span, "logs").stream()
                        .map(log -> (String)
                                tags(Jaeger.list((Map<?, ?>) log, "fields")).get("event"))
                        .toList());
    }

    private static Map<String, Object> tags(List<?> pairs) {
        Map<String, Object> tags = new HashMap<>();
        for (Object pair : pairs) {
            tags.put((String) ((Map<?, ?>) pair).get("key"), ((Map<?, ?>) pair).get("value"));
        }
        return tags;
    }

    long end() {
        return start + duration;
    }
}
