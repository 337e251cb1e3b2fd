package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What OpenTelemetry's own encoder says is right. */
class SpanEncoderTest {

    private static final SpanContext REMOTE = SpanContext.createFromRemoteParent(
            "0123456789abcdef0123456789abcdef", "00000000000000ff", TraceFlags.getSampled(), TraceState.getDefault());

    private static final Resource RESOURCE = Resource.create(
            Attributes.builder()
                    .put("service.name", "qemu")
                    .put(AttributeKey.stringArrayKey("process.command_args"), "java", "-jar")
                    .build(),
            "https://opentelemetry.io/schemas/1.37.0");

    @Test
    void saysOfASpanWhatOpenTelemetrySays() throws IOException {
        check(List.of(Spans.named("savevm_section")));
    }

    @Test
    void saysOfARecordingWhatOpenTelemetrySays() throws Exception {
        Assembly assembly = Assembly.of(() -> {
            for (int i = 0; i < 300; i++) {
                SavevmSectionEvent section = SavevmSectionEvent.begin("ram\u00e9\u20ac", -i);
                RamSavePageEvent.emit("pc.ram", i, -i, i);
                SavevmSectionEvent.end(section, "ram", -i);
            }
        });

        assertThat(assembly.spans()).hasSizeGreaterThanOrEqualTo(300);
        check(assembly.spans());
    }

    @Test
    void groupsByProcessAndCatalogue() throws IOException {
        AssembledSpan one = Spans.named("one");
        AssembledSpan two = Spans.named("two");
        InstrumentationScopeInfo scope = InstrumentationScopeInfo.create("a");

        ExportTraceServiceRequest request = check(List.of(
                one,
                with(two, RESOURCE, scope),
                with(two, RESOURCE, InstrumentationScopeInfo.create("b")),
                with(one, RESOURCE, scope),
                with(two, RESOURCE, one.scope())));

        assertThat(request.getResourceSpansList())
                .extracting(ResourceSpans::getScopeSpansCount)
                .containsExactly(1, 3);
        assertThat(request.getResourceSpans(1).getScopeSpans(0).getSpansList())
                .extracting(Span::getName)
                .containsExactly("two", "one");
    }

    @Test
    void cutsWhatIsTooMuchAsOpenTelemetryCounts() throws IOException {
        AssembledSpan any = Spans.named("any");
        EventAttributes all = EventAttributes.of(List.of(
                KnownAttribute.text("c", ""),
                KnownAttribute.number("a", Long.MIN_VALUE),
                KnownAttribute.of(AttributeKey.doubleKey("d"), -0.5),
                KnownAttribute.of(AttributeKey.booleanKey("b"), false)));

        ExportTraceServiceRequest request = check(List.of(with(any, all.first(2), all.size()), with(any, all, 4)));

        Span cut = request.getResourceSpans(0).getScopeSpans(0).getSpans(0);
        assertThat(cut.getAttributesList()).extracting(KeyValue::getKey).containsExactly("a", "b");
        assertThat(cut.getDroppedAttributesCount()).isEqualTo(2);
    }

    private static AssembledSpan with(AssembledSpan span, Resource resource, InstrumentationScopeInfo scope) {
        return new AssembledSpan(
                span.name(),
                span.context(),
                REMOTE,
                span.start(),
                span.end(),
                span.eventAttributes(),
                span.totalAttributes(),
                StatusData.create(StatusCode.ERROR, "gone: " + span.name()),
                List.of(),
                0,
                1,
                scope,
                resource);
    }

    private static AssembledSpan with(AssembledSpan span, EventAttributes attributes, int total) {
        return new AssembledSpan(
                span.name(),
                span.context(),
                span.parent(),
                span.start(),
                span.end(),
                attributes,
                total,
                StatusData.ok(),
                List.of(new AssembledPoint("point", 7, attributes, total)),
                0,
                1,
                span.scope(),
                span.resource());
    }

    private static ExportTraceServiceRequest check(List<AssembledSpan> spans) throws IOException {
        List<SpanData> data = new ArrayList<>(spans);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        TraceRequestMarshaler.create(data).writeBinaryTo(expected);
        SpanEncoder encoder = new SpanEncoder();
        encoder.encode(data);
        ExportTraceServiceRequest ours = ExportTraceServiceRequest.parseFrom(encoder.encode(data));

        assertThat(sorted(ours)).isEqualTo(sorted(ExportTraceServiceRequest.parseFrom(expected.toByteArray())));
        return ours;
    }

    /** The SDK groups in no certain order, and sorts attributes. */
    private static ExportTraceServiceRequest sorted(ExportTraceServiceRequest request) {
        ExportTraceServiceRequest.Builder all = request.toBuilder();
        all.getResourceSpansBuilderList().forEach(resource -> {
            resource.getScopeSpansBuilderList()
                    .forEach(scope -> scope.getSpansBuilderList().forEach(SpanEncoderTest::sort));
            List<ScopeSpans> scopes = new ArrayList<>(resource.getScopeSpansList());
            scopes.sort(Comparator.comparing(scope -> scope.getScope().getName()));
            resource.clearScopeSpans().addAllScopeSpans(scopes);
        });
        List<ResourceSpans> resources = new ArrayList<>(all.getResourceSpansList());
        resources.sort(Comparator.comparing(ResourceSpans::getSchemaUrl));
        return all.clearResourceSpans().addAllResourceSpans(resources).build();
    }

    private static void sort(Span.Builder span) {
        List<KeyValue> attributes = new ArrayList<>(span.getAttributesList());
        attributes.sort(Comparator.comparing(KeyValue::getKey));
        span.clearAttributes().addAllAttributes(attributes);
        span.getEventsBuilderList().forEach(event -> {
            List<KeyValue> ofEvent = new ArrayList<>(event.getAttributesList());
            ofEvent.sort(Comparator.comparing(KeyValue::getKey));
            event.clearAttributes().addAllAttributes(ofEvent);
        });
    }
}
