package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.recording.log.ImportModel;
import dev.tracebridge.recording.log.LogImport;
import dev.tracebridge.recording.log.LogInput;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that was imported takes the road of any recording. */
class ImportedLogTest {

    private static final String CATALOGUE = """
            migrate_set_state(const char *new_state) "new state %s"
            migration_bitmap_sync_start(void) ""
            migration_bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
            ram_discard_range(const char *rbname, uint64_t start, size_t len) "%s: start: %" PRIx64 " %zx"
            savevm_state_header(void) ""
            """;

    private static final String LOG = """
            11@1700000000.000001:migrate_set_state new state setup
            12@1700000000.000003:savevm_state_header\s
            11@1700000000.000005:migration_bitmap_sync_start\s
            11@1700000000.000006:ram_discard_range pc.ram: start: 1000 2000
            11@1700000000.000009:migration_bitmap_sync_end dirty_pages 42
            11@1700000000.001000:migrate_set_state new state completed
            """;

    @TempDir
    private Path folder;

    private Assembly assembly() throws IOException {
        Path file = folder.resolve("imported.jfr");
        ImportModel model = ImportModel.ofQemu(Catalogue.parse("trace-events", CATALOGUE));
        try (OutputStream out = Files.newOutputStream(file)) {
            LogInput log = new LogInput("source.log", new ByteArrayInputStream(LOG.getBytes(StandardCharsets.UTF_8)));
            LogImport.with(model).run(List.of(log), out);
        }
        return Assembly.read(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), file);
    }

    @Test
    void makesOneTraceOfSpansAndStates() throws IOException {
        Assembly assembly = assembly();

        AssembledSpan root = assembly.span("migration");
        AssembledSpan sync = assembly.span("migration_bitmap_sync");
        assertThat(assembly.spans())
                .extracting(AssembledSpan::getName)
                .containsExactlyInAnyOrder("migration", "setup", "migration_bitmap_sync");
        assertThat(sync.getParentSpanId()).isEqualTo(root.getSpanId());
        assertThat(sync.getTraceId()).isEqualTo(root.getTraceId());
        assertThat(sync.getStartEpochNanos()).isEqualTo(1_700_000_000_000_005_000L);
        assertThat(sync.getEndEpochNanos()).isEqualTo(1_700_000_000_000_009_000L);
        assertThat(sync.getEvents()).extracting(event -> event.getName()).containsExactly("ram_discard_range");
        assertThat(root.getEvents()).extracting(event -> event.getName()).containsExactly("savevm_state_header");
    }

    /** Each line of the span is an event as well. */
    @Test
    void prefersDerivedEventsToTheLinesTheyAreMadeOf() throws IOException {
        Assembly assembly = assembly();

        assertThat(assembly.spans())
                .flatExtracting(AssembledSpan::events)
                .extracting(AssembledPoint::name)
                .containsExactlyInAnyOrder("ram_discard_range", "savevm_state_header");
        // Two instants, a span and a state.
        assertThat(assembly.counts().received()).isEqualTo(4);
        assertThat(assembly.counts().exported()).isEqualTo(4);
    }

    @Test
    void hasTheSameIdsASecondTime() throws IOException {
        assertThat(assembly().spans())
                .extracting(AssembledSpan::getSpanId)
                .isEqualTo(assembly().spans().stream()
                        .map(AssembledSpan::getSpanId)
                        .toList());
    }
}
