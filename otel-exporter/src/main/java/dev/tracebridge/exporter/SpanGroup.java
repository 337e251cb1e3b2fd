package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayList;
import java.util.List;

/** A root of states or a chain of phases while its steps come in. */
final class SpanGroup {

    private final long id;
    private final EventRendering rendering;
    private final SpanContext context;
    private final SpanContext parent;
    private final EventThread thread;
    private final String firstValue;
    private final List<AssembledPoint> events = new ArrayList<>();
    private long start;
    private long end;
    private int droppedEvents;
    private String last;
    private String name;
    private boolean closed;
    private boolean unfinished;

    SpanGroup(
            long id,
            EventRendering rendering,
            SpanContext context,
            SpanContext parent,
            EventThread thread,
            String firstValue,
            String name) {
        this.id = id;
        this.rendering = rendering;
        this.context = context;
        this.parent = parent;
        this.thread = thread;
        this.firstValue = firstValue;
        this.name = name;
        this.start = Long.MAX_VALUE;
        this.end = Long.MIN_VALUE;
    }

    void step(long stepStart, long stepEnd, String next) {
        start = Math.min(start, stepStart);
        end = Math.max(end, stepEnd);
        if (next != null) {
            last = next;
        }
    }

    /** When a step began that was seen first at a time: at the end of the one before it. */
    long continuedFrom(long seen) {
        return end == Long.MIN_VALUE ? seen : Math.min(seen, end);
    }

    void close(String closedName) {
        closed = true;
        name = closedName;
    }

    void abandon() {
        closed = true;
        unfinished = true;
    }

    /** Adds a span event, if there is room. */
    boolean add(AssembledPoint event, int limit) {
        if (events.size() >= limit) {
            droppedEvents++;
            return false;
        }
        events.add(event);
        return true;
    }

    boolean contains(long time) {
        return time >= start && (!closed || time <= end);
    }

    long id() {
        return id;
    }

    EventRendering rendering() {
        return rendering;
    }

    SpanContext context() {
        return context;
    }

    SpanContext parent() {
        return parent;
    }

    EventThread thread() {
        return thread;
    }

    String firstValue() {
        return firstValue;
    }

    String name() {
        return name;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    /** The state or checkpoint that was reached last; null if none was. */
    String last() {
        return last;
    }

    boolean closed() {
        return closed;
    }

    boolean unfinished() {
        return unfinished;
    }

    List<AssembledPoint> events() {
        return List.copyOf(events);
    }

    int droppedEvents() {
        return droppedEvents;
    }
}
