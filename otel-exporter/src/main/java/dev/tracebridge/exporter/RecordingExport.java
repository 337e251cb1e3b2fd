package dev.tracebridge.exporter;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Exports recordings after the fact: files, and repositories of JVMs that are gone.
 *
 * <p>The spans and their resource are those of a live export of the same events, and so are the ids that events carry; what carries none has the same
 * ids each time it is exported from the same files. Where it ends with an exception, no output file is left
 * behind.
 */
public final class RecordingExport {

    /** How often roots and chains are looked at that may be complete. */
    private static final int ADVANCE_INTERVAL = 1024;

    private final EventAccount account = new EventAccount();
    private final Secrets secrets = Secrets.of(System.getProperties(), System.getenv());
    private final ExportSettings settings;
    private final Optional<Path> output;
    private final SignalExport export;
    private final Consumer<String> log;
    private String failure = "";
    private long latest;

    private RecordingExport(ExportSettings settings, Optional<Path> output, Consumer<String> log) {
        this.settings = settings;
        this.output = output;
        this.log = log;
        SdkLog.hear(log, System::nanoTime);
        this.export = new SignalExport(settings, account, line -> failure = secrets.hide(line), log, () -> {}, null);
    }

    /**
     * Exports recordings, each JVM's by itself, in the order given.
     *
     * @param inputs recordings, and directories of the chunks of one JVM or of several
     * @param output a file for OTLP as JSON lines; nothing to send to where OpenTelemetry's variables or properties say, by default to the
     *     collector on this host
     * @param log takes what users should know of what cannot be read, line by line, on this thread
     * @return what became of the events
     * @throws RecordingException where an input is no recording, or none of them holds an event of a tracepoint
     * @throws IllegalArgumentException where OpenTelemetry's settings make no sense
     * @throws CollectorException where the collector fails
     * @throws IOException where the output cannot be written
     */
    public static ExportCounts run(List<Path> inputs, Optional<Path> output, Consumer<String> log) throws IOException {
        List<RecordedJvm> jvms = new ArrayList<>();
        for (Path input : inputs) {
            jvms.addAll(RecordedJvm.find(input, log));
        }
        try (OutputFile file = OutputFile.of(output)) {
            ExportSettings settings = settings(file);
            RecordingExport export = new RecordingExport(settings, output, log);
            try {
                export.runAll(jvms);
            } finally {
                export.export.close(export.latest);
            }
            export.checkDelivered();
            String malformed = export.account.malformed();
            if (malformed != null) {
                log.accept("events that cannot be read are left out; the first malformed: " + malformed);
            }
            if (export.account.lostBytes() > 0) {
                log.accept(ExportReport.lostBytes(export.account.lostBytes()));
            }
            ExportCounts counts = export.account.counts();
            if (counts.received() == 0) {
                throw RecordingException.withoutTracepoints(inputs);
            }
            file.keep();
            return counts;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (ConfigurationException e) {
            String message = Secrets.of(System.getProperties(), System.getenv()).hide(e.getMessage());
            throw new IllegalArgumentException(message, e);
        }
    }

    private static ExportSettings settings(OutputFile file) {
        Map<String, String> option = file.option();
        ExportSettings settings =
                ExportSettings.read(option, option.isEmpty() ? Map.of("otel.traces.exporter", "otlp") : Map.of());
        if (!settings.wanted()) {
            throw new ConfigurationException(
                    "OpenTelemetry's settings say that nothing is to be exported, and no output is given");
        }
        return settings;
    }

    private void runAll(List<RecordedJvm> jvms) throws RecordingException {
        for (RecordedJvm jvm : jvms) {
            run(jvm);
        }
    }

    private void run(RecordedJvm jvm) throws RecordingException {
        long before = account.counts().received();
        try {
            ProcessDescription process = RecordedProcess.of(jvm.files().get(0));
            assemble(jvm.files(), assembler(process));
        } catch (IOException e) {
            if (account.counts().received() == before) {
                throw RecordingException.unreadable(jvm.name(), e);
            }
            log.accept(jvm.name() + ": what could be read is exported: " + e.getMessage());
        }
    }

    private SpanAssembler assembler(ProcessDescription process) {
        Resource resource = ExportSettings.read(Map.of(), process.configured()).resource(process);
        return new SpanAssembler(
                AssemblyLimits.file(settings.limits()),
                settings.rules(),
                settings.namesSampler() ? settings.sampling() : Sampling.ofRecorded(process, log),
                resource,
                process.parent(),
                account,
                export);
    }

    private void assemble(List<RecordedChunks> files, SpanAssembler assembler) throws IOException {
        long[] count = {0};
        try {
            RecordedFile.read(files, EventOrder.OF_CHUNK, ChunkClock::of, assembler, event -> {
                assembler.accept(event);
                checkDelivered();
                latest = Math.max(latest, event.end());
                if (++count[0] % ADVANCE_INTERVAL == 0) {
                    assembler.advance(latest);
                }
            });
        } finally {
            assembler.finish();
        }
    }

    /** There is nobody to keep events for: what is sent again must be all of it. */
    private void checkDelivered() {
        if (!failure.isEmpty()) {
            // What is left would only wait for a collector that is gone.
            export.finishWithin(Duration.ZERO, Duration.ZERO);
            if (settings.writesOnly()) {
                throw new UncheckedIOException(
                        new IOException(output.orElseThrow() + ": cannot be written: " + failure));
            }
            throw new CollectorException(settings.destination() + ": " + failure);
        }
    }
}
