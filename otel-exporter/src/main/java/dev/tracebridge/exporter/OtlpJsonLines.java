package dev.tracebridge.exporter;

import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.metrics.MetricsRequestMarshaler;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Writes OTLP as JSON lines: one export request for traces, logs or metrics a line, as the collector's file receiver reads it. Each line is written
 * whole. The log and metric exporters end with this one.
 *
 * <p>Safe for several threads, one at a time.
 */
final class OtlpJsonLines implements SpanExporter {

    private final OutputStream out;
    private final boolean owned;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private OtlpJsonLines(OutputStream out, boolean owned) {
        this.out = out;
        this.owned = owned;
    }

    /**
     * Writes to a file, which is created, or emptied if it exists.
     *
     * @throws IOException where it cannot be written
     */
    static OtlpJsonLines file(Path file) throws IOException {
        return new OtlpJsonLines(Files.newOutputStream(file), true);
    }

    /** Writes to a stream that stays open. */
    static OtlpJsonLines stream(OutputStream out) {
        return new OtlpJsonLines(out, false);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        return write(json -> TraceRequestMarshaler.create(spans).writeJsonTo(json));
    }

    private synchronized CompletableResultCode write(Request request) {
        try {
            line.reset();
            request.writeTo(line);
            line.write('\n');
            line.writeTo(out);
            out.flush();
            return CompletableResultCode.ofSuccess();
        } catch (IOException e) {
            return CompletableResultCode.ofExceptionalFailure(e);
        }
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public synchronized CompletableResultCode shutdown() {
        try {
            if (owned) {
                out.close();
            }
            return CompletableResultCode.ofSuccess();
        } catch (IOException e) {
            return CompletableResultCode.ofExceptionalFailure(e);
        }
    }

    /** Writes log records to the same place. */
    LogRecordExporter logs() {
        return new Logs();
    }

    /** Writes metrics to the same place, from the beginning each time. */
    MetricExporter metrics() {
        return new Metrics();
    }

    private interface Request {

        void writeTo(OutputStream json) throws IOException;
    }

    private final class Logs implements LogRecordExporter {

        @Override
        public CompletableResultCode export(Collection<LogRecordData> logs) {
            return write(json -> LogsRequestMarshaler.create(logs).writeJsonTo(json));
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private final class Metrics implements MetricExporter {

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return write(json -> MetricsRequestMarshaler.create(metrics).writeJsonTo(json));
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType instrument) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
