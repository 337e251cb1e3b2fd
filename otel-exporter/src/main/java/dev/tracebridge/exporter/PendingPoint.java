package dev.tracebridge.exporter;

import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;

/** An event without ids of its own, which waits for the span that encloses it. */
final class PendingPoint {

    /** Flight Recorder sets its clock anew in each chunk, and time goes on while it reads both clocks. */
    static final long CLOCKS_DIFFER_NANOS = 1_000_000;

    private final EventRendering rendering;
    private final EventThread thread;
    private final long start;
    private final long time;
    private final ChunkClock clock;
    private final boolean span;
    private final long tolerance;
    private final EventAttributes attributes;
    private final boolean log;
    private final Pair pair;
    private boolean taken;

    private PendingPoint(
            EventRendering rendering,
            EventThread thread,
            long start,
            long time,
            ChunkClock clock,
            boolean span,
            long tolerance,
            EventAttributes attributes,
            boolean log,
            Pair pair) {
        this.rendering = rendering;
        this.thread = thread;
        this.start = start;
        this.time = time;
        this.clock = clock;
        this.span = span;
        this.tolerance = tolerance;
        this.attributes = attributes;
        this.log = log;
        this.pair = pair;
    }

    /** What becomes a span event. */
    static PendingPoint instant(
            EventRendering rendering, EventThread thread, long time, ChunkClock clock, EventAttributes attributes) {
        return new PendingPoint(rendering, thread, time, time, clock, false, 0, attributes, false, null);
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
            ChunkClock clock,
            long duration,
            long unit,
            EventAttributes attributes) {
        return new PendingPoint(rendering, thread, time - duration, time, clock, true, unit, attributes, false, null);
    }

    /** What becomes a log record, as soon as its span is known. */
    static PendingPoint log(
            EventRendering rendering, EventThread thread, long time, ChunkClock clock, EventAttributes attributes) {
        return new PendingPoint(rendering, thread, time, time, clock, false, 0, attributes, true, null);
    }

    /**
     * What becomes a span: two instants.
     *
     * @param rendering of the span
     * @param attributes all but those of the thread
     */
    static PendingPoint pair(
            EventRendering rendering,
            EventThread thread,
            long start,
            long time,
            ChunkClock clock,
            EventAttributes attributes,
            Pair pair) {
        return new PendingPoint(rendering, thread, start, time, clock, true, 0, attributes, false, pair);
    }

    /**
     * What is known of a span made of two instants.
     *
     * @param status how it ended
     * @param inside what lies in it
     */
    record Pair(StatusData status, List<PendingPoint> inside) {}

    StatusData status() {
        return pair == null ? StatusData.unset() : pair.status();
    }

    /** What lies in a span. */
    List<PendingPoint> inside() {
        return pair == null ? List.of() : pair.inside();
    }

    /** How many events of the recording it stands for, those inside not counted. */
    int events() {
        return pair == null ? 1 : 2;
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

    /**
     * Whether it lies in a span. Where another clock told the time of the span, both may be {@value #CLOCKS_DIFFER_NANOS} nanoseconds apart.
     *
     * @param other the clock of the span
     */
    boolean liesIn(long spanStart, long spanEnd, ChunkClock other) {
        long apart = clock == other ? 0 : CLOCKS_DIFFER_NANOS;
        return time - apart <= spanEnd && start + tolerance + apart >= spanStart;
    }

    boolean taken() {
        return taken;
    }

    void take() {
        taken = true;
    }

    /**
     * The point as an event of a span it lies in, and so does its time.
     *
     * @param attributeLimit how many attributes it may have
     */
    AssembledPoint asEvent(long spanStart, long spanEnd, int attributeLimit) {
        return asEvent(Math.max(spanStart, Math.min(spanEnd, time)), attributes, attributeLimit);
    }

    /**
     * The point as an event of a root, which does not tell the thread.
     *
     * @param attributeLimit how many attributes it may have
     */
    AssembledPoint asEventOfRoot(int attributeLimit) {
        return asEvent(time, attributes.with(thread.attributes()), attributeLimit);
    }

    private AssembledPoint asEvent(long at, EventAttributes all, int attributeLimit) {
        return new AssembledPoint(rendering.pointName(), at, all.first(attributeLimit), all.size());
    }
}
