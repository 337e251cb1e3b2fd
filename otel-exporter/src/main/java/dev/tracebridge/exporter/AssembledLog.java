package dev.tracebridge.exporter;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.resources.Resource;

/**
 * An event as a log record. Immutable.
 *
 * @param eventName the tracepoint's whole name
 * @param time when it happened, nanoseconds since the epoch
 * @param context the span it belongs to, invalid for none
 * @param failed whether it tells of an error
 * @param eventAttributes its arguments and its thread
 * @param totalAttributes how many there were before the limit
 * @param scope the catalogue
 * @param resource the process
 */
record AssembledLog(
        String eventName,
        long time,
        SpanContext context,
        boolean failed,
        EventAttributes eventAttributes,
        int totalAttributes,
        InstrumentationScopeInfo scope,
        Resource resource)
        implements LogRecordData {

    @Override
    public Resource getResource() {
        return resource;
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return scope;
    }

    @Override
    public long getTimestampEpochNanos() {
        return time;
    }

    @Override
    public long getObservedTimestampEpochNanos() {
        return time;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public Severity getSeverity() {
        return failed ? Severity.ERROR : Severity.INFO;
    }

    @Override
    public String getSeverityText() {
        return null;
    }

    @Override
    public Value<?> getBodyValue() {
        return null;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public io.opentelemetry.sdk.logs.data.Body getBody() {
        return io.opentelemetry.sdk.logs.data.Body.empty();
    }

    /** The attributes as OpenTelemetry wants them. */
    Attributes attributes() {
        return eventAttributes.all();
    }

    @Override
    public Attributes getAttributes() {
        return attributes();
    }

    @Override
    public int getTotalAttributeCount() {
        return totalAttributes;
    }

    @Override
    public String getEventName() {
        return eventName;
    }
}
