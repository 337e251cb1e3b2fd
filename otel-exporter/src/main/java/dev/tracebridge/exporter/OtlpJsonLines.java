package dev.tracebridge.exporter;

import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Writes OTLP as JSON lines: one ExportTraceServiceRequest a line, as the collector's file receiver reads it. Each line is written whole.
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
    public synchronized CompletableResultCode export(Collection<SpanData> spans) {
        try {
            line.reset();
            TraceRequestMarshaler.create(spans).writeJsonTo(line);
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
}
