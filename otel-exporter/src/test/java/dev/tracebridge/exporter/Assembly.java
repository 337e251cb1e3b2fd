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
import java.util.List;
import jdk.jfr.Recording;

/** What the assembler makes of code that emits events. */
final class Assembly {

    private final List<AssembledSpan> spans;
    private final ExportCounts counts;

    private Assembly(List<AssembledSpan> spans, ExportCounts counts) {
        this.spans = spans;
        this.counts = counts;
    }

    /** Code under a recording. */
    interface Traced {
        void run() throws Exception;
    }

    static Assembly of(Traced code) throws Exception {
        return of(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), code);
    }

    static Assembly of(AssemblyLimits limits, SpanContext parent, Traced code) throws Exception {
        Path file = Files.createTempFile("assembly", ".jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            code.run();
            recording.stop();
            recording.dump(file);
            return read(limits, parent, file);
        } finally {
            Files.delete(file);
        }
    }

    static Assembly read(AssemblyLimits limits, SpanContext parent, Path file) {
        return read(limits, parent, List.of(file));
    }

    /** What a JVM that is gone has left. */
    static Assembly read(RecordedJvm jvm) throws IOException {
        try (MendedFiles files = MendedFiles.of(jvm)) {
            return read(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), files.files());
        }
    }

    private static Assembly read(AssemblyLimits limits, SpanContext parent, List<Path> files) {
        EventAccount account = new EventAccount();
        List<AssembledSpan> spans = new ArrayList<>();
        SpanAssembler assembler = new SpanAssembler(limits, Resource.empty(), parent, account, span -> {
            spans.add(span);
            account.exported(span.weight(), 1);
        });
        try {
            RecordedFile.read(files, assembler::learn, event -> {
                assembler.accept(event);
                assembler.advance(EventTimes.end(event));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assembler.finish();
        ExportCounts counts = account.counts();
        assertThat(counts.pending()).as("every event is exported or dropped").isZero();
        return new Assembly(spans, counts);
    }

    List<AssembledSpan> spans() {
        return spans;
    }

    ExportCounts counts() {
        return counts;
    }

    AssembledSpan span(String name) {
        List<AssembledSpan> found =
                spans.stream().filter(span -> span.name().equals(name)).toList();
        assertThat(found).as("spans named " + name).hasSize(1);
        return found.get(0);
    }
}
