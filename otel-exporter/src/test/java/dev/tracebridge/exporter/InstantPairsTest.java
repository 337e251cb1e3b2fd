package dev.tracebridge.exporter;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEndEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import dev.tracebridge.exporter.events.SavevmSectionStartEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.nio.file.Path;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstantPairsTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void describe() {
        // A recording describes the types that are registered, switched on or not.
        FlightRecorder.register(SavevmSectionEvent.class);
    }

    @Test
    void makesASpanOfTwoInstantsWhereThereIsNoEventForIt() throws Exception {
        Assembly assembly = recorded(() -> {
            SavevmSectionStartEvent.emit("ram", 1);
            RamSavePageEvent.emit("pc.ram", 0, 0, 0);
            SavevmSectionEndEvent.emit("ram", 1, 7);
        });

        AssembledSpan span = assembly.span("savevm_section");
        assertThat(assembly.spans()).containsExactly(span);
        assertThat(span.end()).isGreaterThanOrEqualTo(span.start());
        assertThat(span.events()).extracting(AssembledPoint::name).containsExactly("ram_save_page");
        assertThat(span.attributes().get(stringKey("qemu.migration.id"))).isEqualTo("ram");
        assertThat(span.attributes().get(stringKey("qemu.migration.end_id"))).isEqualTo("ram");
        assertThat(span.attributes().get(longKey("qemu.migration.section_id"))).isEqualTo(1);
        assertThat(span.attributes().get(longKey("qemu.migration.ret"))).isEqualTo(7);
        assertThat(span.attributes().get(stringKey("tracebridge.tracepoint"))).isEqualTo("savevm_section_start");
        assertThat(assembly.counts().exported()).isEqualTo(3);
    }

    @Test
    void pairsByKeyAndThreadAndNestsByTime() throws Exception {
        Assembly assembly = recorded(() -> {
            SavevmSectionStartEvent.emit("outer", 1);
            Thread other = new Thread(() -> SavevmSectionEndEvent.emit("elsewhere", 1, 0));
            other.start();
            other.join();
            SavevmSectionStartEvent.emit("inner", 2);
            SavevmSectionEndEvent.emit("inner", 2, 0);
            SavevmSectionEndEvent.emit("outer", 1, 0);
        });

        AssembledSpan outer = named(assembly, "outer");
        AssembledSpan inner = named(assembly, "inner");
        assertThat(inner.getParentSpanId()).isEqualTo(outer.getSpanId());
        assertThat(outer.parent().isValid()).isFalse();
        assertThat(assembly.spans())
                .extracting(AssembledSpan::name)
                .as("an end without a start stays what it is")
                .containsExactlyInAnyOrder("savevm_section", "savevm_section", "savevm_section_end");
    }

    @Test
    void leavesAStartWithoutAnEndAsItIs() throws Exception {
        Assembly assembly = recorded(() -> {
            SavevmSectionStartEvent.emit("ram", 1);
            SavevmSectionEndEvent.emit("ram", 2, 0);
        });

        assertThat(assembly.spans())
                .extracting(AssembledSpan::name)
                .containsExactlyInAnyOrder("savevm_section_start", "savevm_section_end");
    }

    @Test
    void makesNoSecondSpanWhereThereAreEventsForIt() throws Exception {
        Assembly assembly = recorded(true, () -> {
            SavevmSectionEvent section = SavevmSectionEvent.begin("ram", 1);
            SavevmSectionStartEvent.emit("ram", 1);
            SavevmSectionEndEvent.emit("ram", 1, 0);
            SavevmSectionEvent.end(section, "ram", 0);
        });

        assertThat(assembly.span("savevm_section").events())
                .extracting(AssembledPoint::name)
                .containsExactly("savevm_section_start", "savevm_section_end");
        assertThat(assembly.spans()).hasSize(1);
    }

    /** With stack traces a recording is read by Flight Recorder's own parser. */
    @Test
    void pairsWhateverReadsTheRecording() throws Exception {
        Path file = folder.resolve("stacks.jfr");
        try (Recording recording = new Recording()) {
            recording.disable(SavevmSectionEvent.class);
            recording.enable(SavevmSectionStartEvent.class).withStackTrace();
            recording.start();
            SavevmSectionStartEvent.emit("ram", 1);
            SavevmSectionEndEvent.emit("ram", 1, 7);
            recording.dump(file);
        }

        assertThat(read(file).span("savevm_section").attributes().get(longKey("qemu.migration.ret")))
                .isEqualTo(7);
    }

    private static AssembledSpan named(Assembly assembly, String id) {
        return assembly.spans().stream()
                .filter(span -> id.equals(span.attributes().get(stringKey("qemu.migration.id"))))
                .findFirst()
                .orElseThrow();
    }

    private Assembly recorded(Assembly.Traced code) throws Exception {
        return recorded(false, code);
    }

    private Assembly recorded(boolean spans, Assembly.Traced code) throws Exception {
        Path file = folder.resolve("instants.jfr");
        try (Recording recording = new Recording()) {
            if (spans) {
                recording.enable(SavevmSectionEvent.class);
            } else {
                recording.disable(SavevmSectionEvent.class);
            }
            recording.start();
            code.run();
            recording.dump(file);
        }
        return read(file);
    }

    private static Assembly read(Path file) throws IOException {
        return Assembly.read(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), file);
    }
}
