package dev.tracebridge.agent;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/** A span that has been open for more than a second, so that a crash leaves it behind. */
@Name("dev.tracebridge.OpenSpan")
@Label("Open Span")
@Description("A span that has been open for more than a second")
@Category("Tracebridge")
@Enabled
@Period("1 s")
@StackTrace(false)
final class OpenSpanEvent extends Event {

    @Label("Trace Id High")
    private final long traceIdHigh;

    @Label("Trace Id Low")
    private final long traceIdLow;

    @Label("Span Id")
    private final long spanId;

    @Label("Parent Span Id")
    private final long parentId;

    @Label("Group Parent Span Id")
    @Description("Of a state or phase: the parent of its root or chain")
    private final long groupParentId;

    @Label("Trace Origin")
    @Description("0: this process; 1: outside of it, sampled; 2: outside of it, not sampled")
    private final byte traceOrigin;

    @Label("Event Type")
    @Description("The type of the event that the span will be")
    private final String event;

    @Label("Value")
    @Description("The state or checkpoint, if the span is one")
    private final String value;

    @Label("Since")
    @Description("When it was first seen open, which is at most a second after it began")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    private final long since;

    @Label("Start Thread")
    private final Thread startThread;

    OpenSpanEvent(OpenSpan span, Thread thread, long since) {
        this.traceIdHigh = span.traceIdHigh();
        this.traceIdLow = span.traceIdLow();
        this.spanId = span.spanId();
        this.parentId = span.parentId();
        this.groupParentId = span.groupParentId();
        this.traceOrigin = (byte) span.traceOrigin();
        this.event = span.event();
        this.value = span.value();
        this.since = since;
        this.startThread = thread;
    }
}
