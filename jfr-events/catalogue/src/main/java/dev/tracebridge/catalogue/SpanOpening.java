package dev.tracebridge.catalogue;

import java.util.Locale;

/** What a start does while a span of the same key is open. */
public enum SpanOpening {
    /** It opens a span of its own. */
    EACH,
    /** It belongs to the span that is open. */
    FIRST;

    /** The word a sidecar uses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
