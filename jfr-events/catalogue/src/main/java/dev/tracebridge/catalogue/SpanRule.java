package dev.tracebridge.catalogue;

import java.util.List;

/**
 * Two or more tracepoints that make a span.
 *
 * @param name the span's name
 * @param start the tracepoint that starts it
 * @param ends the tracepoints of which any ends it; at least one
 * @param failures tracepoints that end it with an error
 * @param shape how several spans of this rule lie to each other
 * @param opening what a start does while a span of the same key is open
 * @param closing which end closes
 * @param position where the sidecar says so
 */
public record SpanRule(
        String name,
        SpanPoint start,
        List<SpanPoint> ends,
        List<SpanPoint> failures,
        SpanShape shape,
        SpanOpening opening,
        SpanClosing closing,
        SourcePosition position) {

    public SpanRule {
        ends = List.copyOf(ends);
        failures = List.copyOf(failures);
    }
}
