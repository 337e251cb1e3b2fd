package dev.tracebridge.exporter;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.data.EventData;

/**
 * An event of a span. Immutable.
 *
 * @param name the tracepoint
 * @param time when it happened, nanoseconds since the epoch
 * @param eventAttributes its arguments, and its thread where the span does not tell it
 * @param totalAttributes how many there were before the limit
 */
record AssembledPoint(String name, long time, EventAttributes eventAttributes, int totalAttributes)
        implements EventData {

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Attributes getAttributes() {
        return eventAttributes.all();
    }

    @Override
    public long getEpochNanos() {
        return time;
    }

    @Override
    public int getTotalAttributeCount() {
        return totalAttributes;
    }
}
