package dev.tracebridge.catalogue;

import java.util.Locale;

/** How the spans of one rule lie to each other. */
public enum SpanShape {
    /** Starts and ends on one thread, and there never is another of the same key inside. */
    FLAT,
    /** Starts and ends on one thread, properly nested: an end closes the last one opened. */
    STACK,
    /** May end on another thread; several may be open. */
    ASYNC;

    /** The word a sidecar uses. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
