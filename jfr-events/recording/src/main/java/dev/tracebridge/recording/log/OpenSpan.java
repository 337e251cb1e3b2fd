package dev.tracebridge.recording.log;

/** A span, state or step that has begun. */
final class OpenSpan {

    final DerivedEvent event;
    final Object key;
    final ArgumentValues values;
    final long start;
    final int thread;

    long traceHigh;
    long traceLow;
    long id;
    long parent;
    long groupParent;

    /** Of a span whose last end closes it: the last one so far. */
    SpanEnd lastEnd;

    OpenSpan(DerivedEvent event, Object key, TraceRecord begun) {
        this.event = event;
        this.key = key;
        this.values = begun.values().copy();
        this.start = begun.time();
        this.thread = begun.thread();
    }
}
