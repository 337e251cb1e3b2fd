package dev.tracebridge.exporter;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Exports recordings after the fact: files, and repositories of JVMs that are gone.
 *
 * <p>The spans, their ids and their resource are those of a live export of the same events. Where it ends with an exception, no output file is left
 * behind.
 */
public final class RecordingExport {

    /** How often roots and chains are looked at that may be complete. */
    private static final int ADVANCE_INTERVAL = 1024;

    private final EventAccount account = new EventAccount();
    private final Optional<OutputFile> output;
    private final Consumer<String> log;
    private String failure = "";

    private RecordingExport(Optional<OutputFile> output, Consumer<String> log) {
        this.output = output;
        this.log = log;
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
     * @throws CollectorException where the collector fails; what is not a span may be missing from an export that is complete but for it
     * @throws IOException where the output cannot be written
     */
    public static ExportCounts run(List<Path> inputs, Optional<Path> output, Consumer<String> log) throws IOException {
        List<RecordedJvm> jvms = new ArrayList<>();
        for (Path input : inputs) {
            jvms.addAll(RecordedJvm.find(input, log));
        }
        Optional<OutputFile> file = output.map(OutputFile::open);
        try {
            RecordingExport export = new RecordingExport(file, log);
            export.runAll(jvms);
            ExportCounts counts = export.account.counts();
            if (counts.received() == 0) {
                throw RecordingException.withoutTracepoints(inputs);
            }
            if (file.isPresent()) {
                file.get().keep();
            }
            if (counts.dropped().containsKey(DropReason.EXPORT_FAILED)) {
                throw new CollectorException(export.failure + "; " + counts);
            }
            return counts;
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } finally {
            if (file.isPresent()) {
                file.get().close();
            }
        }
    }

    private void runAll(List<RecordedJvm> jvms) throws IOException {
        for (RecordedJvm jvm : jvms) {
            try (MendedFiles files = MendedFiles.of(jvm)) {
                run(jvm, files.files());
            }
        }
    }

    private void run(RecordedJvm jvm, List<Path> files) throws RecordingException {
        long before = account.counts().received();
        try {
            export(files, settings(RecordedProcess.of(files.get(0))));
        } catch (IOException e) {
            if (account.counts().received() == before) {
                throw RecordingException.unreadable(jvm.name(), e);
            }
            log.accept(jvm.name() + ": what could be read is exported: " + e.getMessage());
        }
    }

    /** What the user says now goes before what the recording says. */
    private Described settings(ProcessDescription process) {
        Map<String, String> defaults = new HashMap<>(process.configured());
        if (output.isEmpty()) {
            defaults.put("otel.traces.exporter", "otlp");
        }
        ExportSettings settings =
                ExportSettings.read(output.map(OutputFile::option).orElse(Map.of()), defaults);
        if (!settings.wanted()) {
            throw new ConfigurationException(
                    "OpenTelemetry's settings say that nothing is to be exported, and no output is given");
        }
        output.ifPresent(file -> settings.writeTo(file.lines()));
        return new Described(settings, process);
    }

    private void export(List<Path> files, Described described) throws IOException {
        ExportSettings settings = described.settings;
        Resource resource = settings.resource(described.process);
        SignalExport export = new SignalExport(settings, resource, account, line -> failure = line, () -> {});
        SpanAssembler assembler = new SpanAssembler(
                AssemblyLimits.file(settings.limits()),
                settings.rules(),
                resource,
                described.process.parent(),
                account,
                export);
        long[] last = {0, 0};
        try {
            RecordedFile.read(files, EventOrder.OF_CHUNK, assembler::learn, event -> {
                assembler.accept(event);
                last[0] = Math.max(last[0], EventTimes.end(event));
                if (++last[1] % ADVANCE_INTERVAL == 0) {
                    assembler.advance(EventTimes.end(event));
                    checkDelivered(export, settings);
                }
            });
        } finally {
            assembler.finish();
            export.close(last[0]);
        }
        checkDelivered(export, settings);
    }

    /** There is nobody to keep spans for: what is sent again must be all of them. */
    private void checkDelivered(SignalExport export, ExportSettings settings) {
        if (export.failing()) {
            // What is left would only wait for a collector that is gone.
            export.finishWithin(Duration.ZERO, Duration.ZERO);
            throw new CollectorException(settings.destination() + ": " + failure);
        }
    }

    private record Described(ExportSettings settings, ProcessDescription process) {}
}
