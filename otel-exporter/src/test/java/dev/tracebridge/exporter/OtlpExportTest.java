package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What arrives at a collector. */
class OtlpExportTest {

    private OtlpReceiver receiver;

    @BeforeEach
    void startReceiver() throws Exception {
        receiver = OtlpReceiver.start();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    @Test
    void sendsWholeSpans() {
        assertThat(export(Map.of()).isSuccess()).isTrue();

        ResourceSpans resource = receiver.requests().get(0).getResourceSpans(0);
        assertThat(resource.getResource().getAttributes(0).getKey()).isEqualTo("service.name");
        assertThat(resource.getScopeSpans(0).getScope().getName()).isEqualTo("qemu.migration");
        assertThat(resource.getScopeSpans(0).getScope().getVersion()).isEqualTo("00ff");
        Span span = resource.getScopeSpans(0).getSpans(0);
        assertThat(span.getName()).isEqualTo("savevm_section");
        assertThat(hex(span.getTraceId())).isEqualTo("0123456789abcdef0000000000000001");
        assertThat(hex(span.getSpanId())).isEqualTo("0000000000000002");
        assertThat(span.getParentSpanId().isEmpty()).isTrue();
        assertThat(span.getStartTimeUnixNano()).isEqualTo(1_000_000_000L);
        assertThat(span.getEndTimeUnixNano()).isEqualTo(2_000_000_000L);
        assertThat(span.getAttributes(0).getValue().getStringValue()).isEqualTo("0x10");
        assertThat(span.getEventsList()).extracting(Span.Event::getName).containsExactly("ram_save_page");
        assertThat(span.getDroppedEventsCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void heedsHeadersAndCompression(String compression) {
        CompletableResultCode result = export(Map.of(
                "otel.exporter.otlp.headers", "api-key=s%3Dcret", "otel.exporter.otlp.compression", compression));

        assertThat(result.isSuccess()).isTrue();
        assertThat(receiver.spans()).hasSize(1);
        assertThat(receiver.headers().get(0).getFirst("api-key")).isEqualTo("s=cret");
        assertThat(receiver.headers().get(0).getFirst("Content-Type")).isEqualTo("application/x-protobuf");
        assertThat(receiver.headers().get(0).getFirst("Content-Encoding"))
                .isEqualTo(compression.equals("gzip") ? "gzip" : null);
    }

    @Test
    void triesAgainWhatTheCollectorHasNoTimeFor() {
        receiver.refuse(503, 429);

        assertThat(export(Map.of()).isSuccess()).isTrue();
        assertThat(receiver.headers()).hasSize(3);
        assertThat(receiver.spans()).hasSize(1);
    }

    @Test
    void doesNotTryAgainWhatTheCollectorRefuses() {
        receiver.refuse(400);

        assertThat(export(Map.of()).isSuccess()).isFalse();
        assertThat(receiver.headers()).hasSize(1);
    }

    @Test
    void failsWhereNobodyListens() throws Exception {
        int unused;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = socket.getLocalPort();
        }

        CompletableResultCode result = export(Map.of(
                "otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + unused,
                "otel.java.exporter.otlp.retry.disabled",
                "true"));

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getFailureThrowable()).hasStackTraceContaining("ConnectException");
    }

    @Test
    void speaksGrpc() throws Exception {
        try (MockWebServer collector = new MockWebServer()) {
            collector.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
            collector.enqueue(new MockResponse.Builder()
                    .setHeader("content-type", "application/grpc")
                    .body(new Buffer()
                            .write(grpcFrame(ExportTraceServiceResponse.getDefaultInstance()
                                    .toByteArray())))
                    .trailers(Headers.of("grpc-status", "0"))
                    .build());
            collector.start(InetAddress.getLoopbackAddress(), 0);

            CompletableResultCode result = export(Map.of(
                    "otel.exporter.otlp.protocol",
                    "grpc",
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:" + collector.getPort()));

            assertThat(result.isSuccess()).isTrue();
            RecordedRequest request = collector.takeRequest();
            assertThat(request.getTarget()).isEqualTo("/opentelemetry.proto.collector.trace.v1.TraceService/Export");
            byte[] body = request.getBody().toByteArray();
            ExportTraceServiceRequest sent =
                    ExportTraceServiceRequest.parseFrom(ByteString.copyFrom(body, 5, body.length - 5));
            assertThat(sent.getResourceSpans(0).getScopeSpans(0).getSpans(0).getName())
                    .isEqualTo("savevm_section");
        }
    }

    /** Uncompressed, length, message. */
    private static byte[] grpcFrame(byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    private CompletableResultCode export(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>();
        all.put("otel.traces.exporter", "otlp");
        all.put("otel.exporter.otlp.endpoint", receiver.endpoint());
        all.putAll(properties);
        SpanExporter exporter =
                ExportSettings.read(Map.of(), all).createExporters().get(0);
        CompletableResultCode result =
                exporter.export(List.of(Spans.named("savevm_section"))).join(20, TimeUnit.SECONDS);
        exporter.shutdown().join(5, TimeUnit.SECONDS);
        return result;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
