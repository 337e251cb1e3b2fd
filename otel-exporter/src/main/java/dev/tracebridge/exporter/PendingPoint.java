package dev.tracebridge.exporter;

/** An event without ids of its own, which waits for the span that encloses it. */
final class PendingPoint {

    private final EventRendering rendering;
    private final EventThread thread;
    private final long start;
    private final long time;
    private final boolean span;
    private final long tolerance;
    private final EventAttributes attributes;
    private final boolean log;
    private boolean taken;

    private PendingPoint(
            EventRendering rendering,
            EventThread thread,
            long start,
            long time,
            boolean span,
            long tolerance,
            EventAttributes attributes,
            boolean log) {
        this.rendering = rendering;
        this.thread = thread;
        this.start = start;
        this.time = time;
        this.span = span;
        this.tolerance = tolerance;
        this.attributes = attributes;
        this.log = log;
    }

    /** What becomes a span event. */
    static PendingPoint instant(EventRendering rendering, EventThread thread, long time, EventAttributes attributes) {
        return new PendingPoint(rendering, thread, time, time, false, 0, attributes, false);
    }

    /**
     * What becomes a span: an event emitted at the end of what it tells, with the duration in an argument.
     *
     * @param duration nanoseconds
     * @param unit the nanoseconds of the argument's unit: how exact the start is
     */
    static PendingPoint complete(
            EventRendering rendering,
            EventThread thread,
            long time,
            long duration,
            long unit,
            EventAttributes attributes) {
        return new PendingPoint(rendering, thread, time - duration, time, true, unit, attributes, false);
    }

    /** What becomes a log record, as soon as its span is known. */
    static PendingPoint log(EventRendering rendering, EventThread thread, long time, EventAttributes attributes) {
        return new PendingPoint(rendering, thread, time, time, false, 0, attributes, true);
    }

    EventRendering rendering() {
        return rendering;
    }

    EventThread thread() {
        return thread;
    }

    long start() {
        return start;
    }

    long time() {
        return time;
    }

    boolean isSpan() {
        return span;
    }

    boolean isLog() {
        return log;
    }

    EventAttributes attributes() {
        return attributes;
    }

    boolean liesIn(long spanStart, long spanEnd) {
        return time <= spanEnd && start + tolerance >= spanStart;
    }

    boolean taken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    /**
     * The point as a span event.
     *
     * @param withThread whether the span does not tell the thread
     * @param attributeLimit how many attributes it may have
     */
    AssembledPoint asEvent(boolean withThread, int attributeLimit) {
        EventAttributes all = withThread ? attributes.with(thread.attributes()) : attributes;
        return new AssembledPoint(rendering.pointName(), time, all.first(attributeLimit), all.size());
    }
}
