package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Tracepoint;
import java.util.List;

/** A span, state or step that has begun. */
final class OpenSpan {

    final DerivedEvent event;
    final Object key;
    final Tracepoint tracepoint;
    final List<Object> values;
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
        this.tracepoint = begun.tracepoint();
        this.values = begun.values();
        this.start = begun.time();
        this.thread = begun.thread();
    }
}
