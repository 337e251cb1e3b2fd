package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;

/**
 * The ids of a span as the numbers that recordings hold and OTLP sends; as text only where somebody asks. Neither id is 0. Immutable.
 */
final class SpanIdentity implements SpanContext {

    private static final int HALF = 16;
    private static final int RADIX = 16;

    private final long traceIdHigh;
    private final long traceIdLow;
    private final long spanId;
    private final boolean sampled;
    private final boolean derived;

    SpanIdentity(long traceIdHigh, long traceIdLow, long spanId, boolean sampled) {
        this(traceIdHigh, traceIdLow, spanId, sampled, false);
    }

    private SpanIdentity(long traceIdHigh, long traceIdLow, long spanId, boolean sampled, boolean derived) {
        this.traceIdHigh = traceIdHigh;
        this.traceIdLow = traceIdLow;
        this.spanId = spanId;
        this.sampled = sampled;
        this.derived = derived;
    }

    /** The same ids, made from what an event tells. */
    SpanIdentity asDerived() {
        return new SpanIdentity(traceIdHigh, traceIdLow, spanId, sampled, true);
    }

    /** Whether the span's id is not one that was recorded: it then depends on times and on the parent. */
    boolean isDerived() {
        return derived;
    }

    /** The ids of any valid span. */
    static SpanIdentity of(SpanContext context) {
        if (context instanceof SpanIdentity identity) {
            return identity;
        }
        String traceId = context.getTraceId();
        return new SpanIdentity(
                Long.parseUnsignedLong(traceId, 0, HALF, RADIX),
                Long.parseUnsignedLong(traceId, HALF, 2 * HALF, RADIX),
                Long.parseUnsignedLong(context.getSpanId(), RADIX),
                context.isSampled());
    }

    long traceIdHigh() {
        return traceIdHigh;
    }

    long traceIdLow() {
        return traceIdLow;
    }

    long spanId() {
        return spanId;
    }

    @Override
    public String getTraceId() {
        return TraceId.fromLongs(traceIdHigh, traceIdLow);
    }

    @Override
    public String getSpanId() {
        return SpanId.fromLong(spanId);
    }

    @Override
    public TraceFlags getTraceFlags() {
        return sampled ? TraceFlags.getSampled() : TraceFlags.getDefault();
    }

    @Override
    public TraceState getTraceState() {
        return TraceState.getDefault();
    }

    @Override
    public boolean isSampled() {
        return sampled;
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public boolean isRemote() {
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpanIdentity that
                && traceIdHigh == that.traceIdHigh
                && traceIdLow == that.traceIdLow
                && spanId == that.spanId
                && sampled == that.sampled;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(traceIdHigh ^ traceIdLow ^ spanId);
    }

    @Override
    public String toString() {
        return getTraceId() + '/' + getSpanId();
    }
}
