package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.ArrayList;
import java.util.List;

/** What is known of an event besides its arguments. */
final class KnownAttributes {

    private KnownAttributes() {}

    /** Of the span that an event stands for. The list may be added to. */
    static List<KnownAttribute> ofSpan(TracepointEvent event, EventRendering rendering) {
        List<KnownAttribute> attributes = new ArrayList<>();
        attributes.add(rendering.tracepointAttribute());
        if (event.function() != null) {
            attributes.add(KnownAttribute.text(KnownAttribute.FUNCTION, event.function()));
        }
        if (event.span().unfinished()) {
            attributes.add(KnownAttribute.unfinished());
        }
        if (event.span().endedBy() != null) {
            attributes.add(
                    KnownAttribute.text(KnownAttribute.ENDED_BY, event.span().endedBy()));
        }
        if (event.span().next() != null) {
            attributes.add(KnownAttribute.text(KnownAttribute.NEXT, event.span().next()));
        }
        return attributes;
    }

    /** The arguments of an event without duration, and what is known besides. */
    static EventAttributes ofPoint(TracepointEvent event) {
        return event.function() == null
                ? EventAttributes.of(event)
                : EventAttributes.of(event, List.of(KnownAttribute.text(KnownAttribute.FUNCTION, event.function())));
    }

    /**
     * The status of a span, whose error is told by attributes too.
     *
     * @param error a class of exceptions or a failure tracepoint, and what it says after a colon; null for none
     * @param rendering of the span
     * @param attributes of the span, to be added to
     */
    static StatusData addError(String error, EventRendering rendering, List<KnownAttribute> attributes) {
        if (error == null) {
            return StatusData.unset();
        }
        int colon = error.indexOf(':');
        String type = colon < 0 ? error : error.substring(0, colon);
        attributes.add(KnownAttribute.text(KnownAttribute.ERROR_TYPE, type));
        if (!rendering.isFailure(type)) {
            attributes.add(KnownAttribute.text(KnownAttribute.EXCEPTION_TYPE, type));
            if (colon >= 0) {
                String message = error.substring(colon + 1).strip();
                attributes.add(KnownAttribute.text(KnownAttribute.EXCEPTION_MESSAGE, message));
            }
        }
        return StatusData.create(StatusCode.ERROR, error);
    }
}
