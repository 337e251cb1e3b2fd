package dev.tracebridge.exporter;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.Collections;
import java.util.List;

/**
 * A whole span. Immutable.
 *
 * @param ownEvents how many events of the recording the span itself stands for: 0 for a root or a chain, else 1
 * @param eventAttributes as many attributes as may be
 * @param totalAttributes how many attributes there were before the limit
 * @param droppedEvents span events that there was no room for
 */
record AssembledSpan(
        String name,
        SpanContext context,
        SpanContext parent,
        long start,
        long end,
        EventAttributes eventAttributes,
        int totalAttributes,
        StatusData status,
        List<AssembledPoint> events,
        int droppedEvents,
        int ownEvents,
        InstrumentationScopeInfo scope,
        Resource resource)
        implements SpanData {

    /** Events of the recording that this span carries. */
    int weight() {
        return ownEvents + events.size();
    }

    /** The attributes as OpenTelemetry wants them. */
    Attributes attributes() {
        return eventAttributes.all();
    }

    /** The same span under another parent, invalid for none. */
    AssembledSpan withParent(SpanContext other) {
        return new AssembledSpan(
                name,
                context,
                other,
                start,
                end,
                eventAttributes,
                totalAttributes,
                status,
                events,
                droppedEvents,
                ownEvents,
                scope,
                resource);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public SpanKind getKind() {
        return SpanKind.INTERNAL;
    }

    @Override
    public SpanContext getSpanContext() {
        return context;
    }

    @Override
    public SpanContext getParentSpanContext() {
        return parent;
    }

    @Override
    public StatusData getStatus() {
        return status;
    }

    @Override
    public long getStartEpochNanos() {
        return start;
    }

    @Override
    public long getEndEpochNanos() {
        return end;
    }

    @Override
    public Attributes getAttributes() {
        return attributes();
    }

    @Override
    public List<EventData> getEvents() {
        return Collections.unmodifiableList(events);
    }

    @Override
    public List<LinkData> getLinks() {
        return List.of();
    }

    @Override
    public boolean hasEnded() {
        return true;
    }

    @Override
    public int getTotalRecordedEvents() {
        return events.size() + droppedEvents;
    }

    @Override
    public int getTotalRecordedLinks() {
        return 0;
    }

    @Override
    public int getTotalAttributeCount() {
        return totalAttributes;
    }

    @Override
    @Deprecated
    @SuppressWarnings("deprecation")
    public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
        return io.opentelemetry.sdk.common.InstrumentationLibraryInfo.create(scope.getName(), scope.getVersion());
    }

    @Override
    public InstrumentationScopeInfo getInstrumentationScopeInfo() {
        return scope;
    }

    @Override
    public Resource getResource() {
        return resource;
    }
}
