package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;

/**
 * Ids of spans: those that events carry, and for events that carry none ids derived from what they tell, so that the same recording exported twice
 * gives the same spans.
 *
 * <p>Not for several threads.
 */
final class SpanIds {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final Sampling sampling;
    private long lastSeed;
    private long repeats;

    /**
     * Makes ids.
     *
     * @param sampling says of a trace whether it is sampled, and so of each span
     */
    SpanIds(Sampling sampling) {
        this.sampling = sampling;
    }

    /** A span of a trace that is sampled. */
    static SpanContext context(long traceIdHigh, long traceIdLow, long spanId) {
        return context(traceIdHigh, traceIdLow, spanId, true);
    }

    private static SpanContext context(long traceIdHigh, long traceIdLow, long spanId, boolean sampled) {
        return (traceIdHigh | traceIdLow) == 0 || spanId == 0
                ? SpanContext.getInvalid()
                : new SpanIdentity(traceIdHigh, traceIdLow, spanId, sampled);
    }

    /**
     * A span as an event tells of it.
     *
     * @param origin 0 if the trace began in the process, 1 if it came from outside with the sampled flag, 2 if it came without
     */
    SpanContext recorded(long traceIdHigh, long traceIdLow, long spanId, long origin) {
        return context(traceIdHigh, traceIdLow, spanId, sampling.isSampled(traceIdLow, origin));
    }

    /** A span outside of the process, invalid for none. */
    SpanContext outside(SpanContext parent) {
        if (!parent.isValid()) {
            return parent;
        }
        long low = Long.parseUnsignedLong(parent.getTraceId(), 16, 32, 16);
        boolean sampled =
                sampling.isSampled(low, parent.isSampled() ? Sampling.SAMPLED_OUTSIDE : Sampling.NOT_SAMPLED_OUTSIDE);
        if (sampled == parent.isSampled()) {
            return parent;
        }
        return SpanContext.createFromRemoteParent(
                parent.getTraceId(),
                parent.getSpanId(),
                sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                parent.getTraceState());
    }

    /** Another span of the same trace; invalid if the id is 0, or the span itself is. */
    static SpanContext sibling(SpanContext context, long spanId) {
        if (spanId == 0 || !context.isValid()) {
            return SpanContext.getInvalid();
        }
        SpanIdentity known = SpanIdentity.of(context);
        return new SpanIdentity(known.traceIdHigh(), known.traceIdLow(), spanId, known.isSampled());
    }

    /**
     * Ids for an event that has none.
     *
     * @param eventName its JFR name
     * @param thread its thread's id
     * @param start nanoseconds since the epoch
     * @param parent the span it lies in, invalid for none: it then has a trace of its own
     */
    SpanContext derived(String eventName, long thread, long start, SpanContext parent) {
        long seed = mix(start + mix(thread + mix(eventName.hashCode() * GAMMA)));
        // Several events of one thread in one tick of a coarse clock.
        repeats = seed == lastSeed ? repeats + 1 : 0;
        lastSeed = seed;
        long id = nonZero(mix(seed + repeats * GAMMA));
        SpanContext made =
                parent.isValid() ? sibling(parent, id) : recorded(nonZero(mix(id + GAMMA)), mix(id + 2 * GAMMA), id, 0);
        return SpanIdentity.of(made).asDerived();
    }

    /** SplitMix64's finalizer. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    private static long nonZero(long id) {
        return id == 0 ? 1 : id;
    }
}
