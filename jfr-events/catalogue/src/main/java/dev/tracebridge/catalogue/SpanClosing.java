package dev.tracebridge.catalogue;

import java.util.Locale;

/** Which end closes a span. */
public enum SpanClosing {
    /** The first one seen. */
    EACH,
    /** The last one seen: later ends lengthen the span. */
    LAST;

    /** The word a sidecar uses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
