package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.internal.W3CTraceContextEncoding;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.otlp.InstrumentationScopeMarshaler;
import io.opentelemetry.exporter.internal.otlp.ResourceMarshaler;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Spans as a request of OTLP, {@code ExportTraceServiceRequest}. The SDK's encoder measures everything before it writes it, and looks up and sorts by
 * name what here has its place by type. It says the same: the tests hold one against the other.
 *
 * <p>Not for several threads at a time.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/opentelemetry/proto/trace/v1/trace.proto">trace.proto</a>
 */
final class SpanEncoder {

    private static final int RESOURCE_SPANS = 1 << 3 | ProtoBuffer.BYTES;
    private static final int RESOURCE = 1 << 3 | ProtoBuffer.BYTES;
    private static final int SCOPE_SPANS = 2 << 3 | ProtoBuffer.BYTES;
    private static final int SCOPE = 1 << 3 | ProtoBuffer.BYTES;
    private static final int SPAN = 2 << 3 | ProtoBuffer.BYTES;
    private static final int SCHEMA_URL = 3 << 3 | ProtoBuffer.BYTES;

    private static final int TRACE_ID = 1 << 3 | ProtoBuffer.BYTES;
    private static final int SPAN_ID = 2 << 3 | ProtoBuffer.BYTES;
    private static final int TRACE_STATE = 3 << 3 | ProtoBuffer.BYTES;
    private static final int PARENT_SPAN_ID = 4 << 3 | ProtoBuffer.BYTES;
    private static final int NAME = 5 << 3 | ProtoBuffer.BYTES;
    private static final int KIND = 6 << 3 | ProtoBuffer.VARINT;
    private static final int START = 7 << 3 | ProtoBuffer.FIXED64;
    private static final int END = 8 << 3 | ProtoBuffer.FIXED64;
    private static final int ATTRIBUTES = 9 << 3 | ProtoBuffer.BYTES;
    private static final int DROPPED_ATTRIBUTES = 10 << 3 | ProtoBuffer.VARINT;
    private static final int EVENTS = 11 << 3 | ProtoBuffer.BYTES;
    private static final int DROPPED_EVENTS = 12 << 3 | ProtoBuffer.VARINT;
    private static final int STATUS = 15 << 3 | ProtoBuffer.BYTES;
    private static final int FLAGS = 16 << 3 | ProtoBuffer.FIXED32;

    private static final int KIND_INTERNAL = 1;
    private static final int HAS_IS_REMOTE = 0x100;
    private static final int IS_REMOTE = 0x200;

    private static final int STATUS_MESSAGE = 2 << 3 | ProtoBuffer.BYTES;
    private static final int STATUS_CODE = 3 << 3 | ProtoBuffer.VARINT;

    private static final int EVENT_TIME = 1 << 3 | ProtoBuffer.FIXED64;
    private static final int EVENT_NAME = 2 << 3 | ProtoBuffer.BYTES;
    private static final int EVENT_ATTRIBUTES = 3 << 3 | ProtoBuffer.BYTES;
    private static final int EVENT_DROPPED_ATTRIBUTES = 4 << 3 | ProtoBuffer.VARINT;

    private static final int CACHE_LIMIT = 1024;

    private final ProtoBuffer out = new ProtoBuffer();
    private final Map<Object, byte[]> origins = new IdentityHashMap<>();

    /** Spans of one process and one catalogue. */
    private record Group(Resource resource, InstrumentationScopeInfo scope, List<AssembledSpan> spans) {}

    /**
     * Encodes spans; those of one process and one catalogue keep their order.
     *
     * @throws ClassCastException where one is no {@link AssembledSpan}
     */
    byte[] encode(Collection<SpanData> spans) {
        out.clear();
        List<Group> groups = group(spans);
        for (int last = groups.size(); last > 0; ) {
            int end = out.size();
            Resource resource = groups.get(last - 1).resource();
            textIfAny(SCHEMA_URL, resource.getSchemaUrl());
            for (; last > 0 && groups.get(last - 1).resource() == resource; last--) {
                scopeSpans(groups.get(last - 1));
            }
            out.bytes(RESOURCE, origin(resource, () -> ResourceMarshaler.create(resource)));
            out.message(RESOURCE_SPANS, end);
        }
        return out.toBytes();
    }

    private static List<Group> group(Collection<SpanData> spans) {
        List<Group> groups = new ArrayList<>();
        for (SpanData data : spans) {
            AssembledSpan span = (AssembledSpan) data;
            Group found = null;
            for (int i = groups.size() - 1; i >= 0 && groups.get(i).resource() == span.resource(); i--) {
                if (groups.get(i).scope().equals(span.scope())) {
                    found = groups.get(i);
                    break;
                }
            }
            if (found == null) {
                found = new Group(span.resource(), span.scope(), new ArrayList<>());
                groups.add(found);
            }
            found.spans().add(span);
        }
        return groups;
    }

    private void scopeSpans(Group group) {
        int end = out.size();
        InstrumentationScopeInfo scope = group.scope();
        textIfAny(SCHEMA_URL, scope.getSchemaUrl());
        for (int i = group.spans().size() - 1; i >= 0; i--) {
            span(group.spans().get(i));
        }
        out.bytes(SCOPE, origin(scope, () -> InstrumentationScopeMarshaler.create(scope)));
        out.message(SCOPE_SPANS, end);
    }

    private interface Encoding {
        Marshaler encoding();
    }

    private byte[] origin(Object origin, Encoding encoding) {
        byte[] known = origins.get(origin);
        if (known == null) {
            if (origins.size() >= CACHE_LIMIT) {
                origins.clear();
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                encoding.encoding().writeBinaryTo(bytes);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            known = bytes.toByteArray();
            origins.put(origin, known);
        }
        return known;
    }

    private void span(AssembledSpan span) {
        int end = out.size();
        status(span);
        countIfAny(DROPPED_EVENTS, span.droppedEvents());
        for (int i = span.events().size() - 1; i >= 0; i--) {
            event(span.events().get(i));
        }
        countIfAny(
                DROPPED_ATTRIBUTES,
                span.totalAttributes() - span.eventAttributes().size());
        span.eventAttributes().encode(out, ATTRIBUTES);
        out.fixed64(END, span.end());
        out.fixed64(START, span.start());
        out.varint(KIND, KIND_INTERNAL);
        textIfAny(NAME, span.name());
        ids(span.context(), span.parent());
        out.message(SPAN, end);
    }

    private void ids(SpanContext context, SpanContext parent) {
        int flags = HAS_IS_REMOTE | (parent.isRemote() ? IS_REMOTE : 0);
        out.fixed32(FLAGS, context.getTraceFlags().asByte() & 0xff | flags);
        if (parent.isValid()) {
            int end = out.size();
            out.id(SpanIdentity.of(parent).spanId());
            out.message(PARENT_SPAN_ID, end);
        }
        TraceState state = context.getTraceState();
        if (!state.isEmpty()) {
            out.text(TRACE_STATE, W3CTraceContextEncoding.encodeTraceState(state));
        }
        SpanIdentity own = SpanIdentity.of(context);
        int end = out.size();
        out.id(own.spanId());
        out.message(SPAN_ID, end);
        end = out.size();
        out.id(own.traceIdLow());
        out.id(own.traceIdHigh());
        out.message(TRACE_ID, end);
    }

    private void status(AssembledSpan span) {
        int end = out.size();
        StatusCode code = span.status().getStatusCode();
        if (code != StatusCode.UNSET) {
            // OTLP numbers them as OpenTelemetry's API orders them.
            out.varint(STATUS_CODE, code.ordinal());
        }
        textIfAny(STATUS_MESSAGE, span.status().getDescription());
        out.message(STATUS, end);
    }

    private void event(AssembledPoint event) {
        int end = out.size();
        countIfAny(
                EVENT_DROPPED_ATTRIBUTES,
                event.totalAttributes() - event.eventAttributes().size());
        event.eventAttributes().encode(out, EVENT_ATTRIBUTES);
        textIfAny(EVENT_NAME, event.name());
        out.fixed64(EVENT_TIME, event.time());
        out.message(EVENTS, end);
    }

    private void textIfAny(int tag, String text) {
        if (text != null && !text.isEmpty()) {
            out.text(tag, text);
        }
    }

    private void countIfAny(int tag, int count) {
        if (count > 0) {
            out.varint(tag, count);
        }
    }
}
