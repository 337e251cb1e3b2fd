package dev.tracebridge.exporter;

import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.internal.marshal.Serializer;
import io.opentelemetry.exporter.otlp.internal.HttpExporter;
import io.opentelemetry.exporter.otlp.internal.HttpExporterBuilder;
import io.opentelemetry.exporter.otlp.internal.OtlpConfigUtil;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.internal.StandardComponentId;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;

/**
 * Sends spans over HTTP with OpenTelemetry's exporter, configured as its own provider does, but encoded by {@link SpanEncoder}. It takes {@link
 * AssembledSpan}s only.
 *
 * <p>Not for several threads at a time.
 */
final class EncodedSpans implements SpanExporter {

    private static final String DEFAULT_ENDPOINT = "http://localhost:4318/v1/traces";

    private final HttpExporter exporter;
    private final SpanEncoder encoder = new SpanEncoder();

    private EncodedSpans(HttpExporter exporter) {
        this.exporter = exporter;
    }

    /**
     * Makes an exporter.
     *
     * @throws ConfigurationException where the settings make no sense
     */
    static EncodedSpans of(ConfigProperties config) {
        HttpExporterBuilder builder =
                new HttpExporterBuilder(StandardComponentId.ExporterType.OTLP_HTTP_SPAN_EXPORTER, DEFAULT_ENDPOINT);
        OtlpConfigUtil.configureOtlpExporterBuilder(
                OtlpConfigUtil.DATA_TYPE_TRACES,
                config,
                builder::setComponentLoader,
                builder::setEndpoint,
                builder::addConstantHeaders,
                builder::setCompression,
                builder::setTimeout,
                builder::setTrustManagerFromCerts,
                builder::setKeyManagerFromCerts,
                builder::setRetryPolicy,
                memory -> {},
                builder::setInternalTelemetryVersion);
        return new EncodedSpans(builder.build());
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return exporter.export(new Request(encoder.encode(spans)), spans.size());
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static final class Request extends Marshaler {

        private final byte[] encoded;

        Request(byte[] encoded) {
            this.encoded = encoded;
        }

        @Override
        public int getBinarySerializedSize() {
            return encoded.length;
        }

        @Override
        protected void writeTo(Serializer output) throws IOException {
            output.writeSerializedMessage(encoded, "");
        }

        @Override
        public MessageWriter toBinaryMessageWriter() {
            return new Body(encoded);
        }
    }

    /**
     * A request that need not be written to become bytes.
     *
     * @param encoded is not changed any more
     */
    record Body(byte[] encoded) implements MessageWriter {

        @Override
        public void writeMessage(OutputStream output) throws IOException {
            output.write(encoded);
        }

        @Override
        public int getContentLength() {
            return encoded.length;
        }
    }
}
