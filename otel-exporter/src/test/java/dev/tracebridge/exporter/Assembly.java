package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;

/** What the assembler makes of code that emits events. */
final class Assembly {

    private final List<AssembledSpan> spans = new ArrayList<>();
    private final List<AssembledLog> logs = new ArrayList<>();
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<CountedTotal> totals = new ArrayList<>();
    private final EventAccount account = new EventAccount();

    private Assembly() {}

    /** Code under a recording. */
    interface Traced {
        void run() throws Exception;
    }

    static Assembly of(Traced code) throws Exception {
        return of(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), code);
    }

    /** What the options {@code render} and {@code threshold} make of it, null for none. */
    static Assembly of(String render, String threshold, Traced code) throws Exception {
        Map<String, String> options = new HashMap<>();
        if (render != null) {
            options.put("render", render);
        }
        if (threshold != null) {
            options.put("threshold", threshold);
        }
        AssemblyLimits limits = AssemblyLimits.file(SpanLimits.getDefault());
        return of(limits, RenderRules.of(options), SpanContext.getInvalid(), code);
    }

    static Assembly of(AssemblyLimits limits, SpanContext parent, Traced code) throws Exception {
        return of(limits, RenderRules.NONE, parent, code);
    }

    private static Assembly of(AssemblyLimits limits, RenderRules rules, SpanContext parent, Traced code)
            throws Exception {
        Path file = Files.createTempFile("assembly", ".jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            code.run();
            recording.stop();
            recording.dump(file);
            return read(limits, rules, parent, List.of(RecordedChunks.of(file)));
        } finally {
            Files.delete(file);
        }
    }

    static Assembly read(AssemblyLimits limits, SpanContext parent, Path file) throws IOException {
        return read(limits, RenderRules.NONE, parent, List.of(RecordedChunks.of(file)));
    }

    /** What a JVM that is gone has left. */
    static Assembly read(RecordedJvm jvm) {
        return read(
                AssemblyLimits.file(SpanLimits.getDefault()), RenderRules.NONE, SpanContext.getInvalid(), jvm.files());
    }

    private static Assembly read(
            AssemblyLimits limits, RenderRules rules, SpanContext parent, List<RecordedChunks> files) {
        Assembly assembly = new Assembly();
        SpanAssembler assembler = new SpanAssembler(
                limits, rules, Sampling.DEFAULT, Resource.empty(), parent, assembly.account, assembly.new Collector());
        try {
            RecordedFile.read(files, EventOrder.OF_CHUNK, ChunkClock::of, assembler, event -> {
                assembler.accept(event);
                assembler.advance(event.end());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assembler.finish();
        assertThat(assembly.counts().pending())
                .as("every event is exported or dropped")
                .isZero();
        return assembly;
    }

    List<AssembledSpan> spans() {
        return spans;
    }

    List<AssembledLog> logs() {
        return logs;
    }

    List<Measurement> measurements() {
        return measurements;
    }

    List<CountedTotal> totals() {
        return totals;
    }

    ExportCounts counts() {
        return account.counts();
    }

    AssembledSpan span(String name) {
        List<AssembledSpan> found =
                spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(found).as("spans named " + name).hasSize(1);
        return found.get(0);
    }

    private final class Collector implements Signals {

        @Override
        public void span(AssembledSpan span) {
            spans.add(span);
            account.exported(span.weight(), 1);
        }

        @Override
        public boolean log(AssembledLog log) {
            account.exported(1, 0);
            return logs.add(log);
        }

        @Override
        public boolean measure(Measurement measurement) {
            account.exported(1, 0);
            return measurements.add(measurement);
        }

        @Override
        public boolean total(CountedTotal total) {
            account.exported(1, 0);
            return totals.add(total);
        }
    }
}
