package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SpanReceiverTest {

    @Test
    void countsSpansOfSeveralScopes() throws IOException {
        try (SpanReceiver receiver = SpanReceiver.start()) {
            OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(receiver.endpoint() + "/v1/traces")
                    .setCompression("gzip")
                    .build();
            try (SdkTracerProvider provider = SdkTracerProvider.builder()
                    .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                    .build()) {
                for (int i = 0; i < 7; i++) {
                    provider.get("scope" + i % 2)
                            .spanBuilder("span")
                            .setAttribute("text", "value")
                            .startSpan()
                            .end();
                }
            }

            assertThat(receiver.takeSpans()).isEqualTo(7);
            assertThat(receiver.takeSpans()).isZero();
        }
    }
}
