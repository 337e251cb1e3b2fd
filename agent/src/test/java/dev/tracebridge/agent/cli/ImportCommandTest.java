package dev.tracebridge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.catalogue.GoldenFile;
import dev.tracebridge.recording.log.LogImport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {

    private static final String LOG = """
            11@1700000000.000001:migrate_set_state new state setup
            11@1700000000.000005:migration_bitmap_sync_start\s
            11@1700000000.000009:migration_bitmap_sync_end dirty_pages 42
            11@1700000000.001000:migrate_set_state new state completed
            """;

    @TempDir
    private Path folder;

    private Path catalogue;
    private Path log;
    private Path recording;

    @BeforeEach
    void writeFiles() throws IOException {
        catalogue = Files.writeString(folder.resolve("trace-events-all"), """
                # migration.c
                migrate_set_state(const char *new_state) "new state %s"
                migration_bitmap_sync_start(void) ""
                migration_bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
                """);
        log = Files.writeString(folder.resolve("source.log"), LOG);
        recording = folder.resolve("out.jfr");
    }

    @Test
    void makesARecordingThatPrintsAndReports() throws IOException {
        CommandRun run = CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording)
                .without(folder);

        assertThat(run).isEqualTo(new CommandRun(0, "out.jfr: 4 records of 4 lines in 1 log\n", ""));
        assertThat(printed(recording)).isEqualTo(LOG);
        assertThat(CommandRun.of("report", recording).out()).contains("Completed after", "setup");
        assertThat(files()).containsExactlyInAnyOrder("trace-events-all", "source.log", "out.jfr");
    }

    @Test
    void readsStandardInput() throws IOException {
        CommandRun run = CommandRun.reading(LOG, "import", "-", "--catalogue", catalogue, "-o", recording);

        assertThat(run.exitCode()).isZero();
        assertThat(printed(recording)).isEqualTo(LOG);
    }

    @Test
    void takesTheSidecarBesideTheCatalogue() throws IOException {
        Files.writeString(folder.resolve("trace-spans.yaml"), "namespace: my.own\n");
        CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording);

        assertThat(CommandRun.of("report", "--json", recording).out()).doesNotContain("\"dirtyPages\"");
        assertThat(printed(recording)).isEqualTo(LOG);
    }

    @Test
    void takesNoSidecarWhereToldSo() throws IOException {
        Files.writeString(folder.resolve("trace-spans.yaml"), """
                namespace: my.own
                spans:
                  - {start: migration_bitmap_sync_start, end: migration_bitmap_sync_end}
                """);
        CommandRun run = CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording, "--no-sidecar");

        assertThat(run.exitCode()).isZero();
        assertThat(RecordingFile.readAllEvents(recording))
                .extracting(event -> event.getEventType().getName())
                .containsExactlyInAnyOrder(
                        LogImport.IMPORTED_LOG,
                        "qemu.migrate_set_state",
                        "qemu.migration_bitmap_sync_start",
                        "qemu.migration_bitmap_sync_end",
                        "qemu.migrate_set_state");
        assertThat(printed(recording)).isEqualTo(LOG);
    }

    @Test
    void refusesASidecarAndNone() {
        CommandRun run = CommandRun.of(
                "import", log, "--catalogue", catalogue, "-o", recording, "--no-sidecar", "--sidecar", "a.yaml");

        assertThat(run).isEqualTo(new CommandRun(2, "", """
                        tracebridge: --sidecar and --no-sidecar contradict each other
                        Try 'tracebridge import --help'.
                        """));
        assertThat(recording).doesNotExist();
    }

    @Test
    void tellsWhatItLeavesOut() throws IOException {
        Files.writeString(log, LOG.repeat(10) + "a line\n1@1.000000:unknown\u001b x\n1@1.000000:unknown x\n");
        CommandRun run = CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualTo("""
                tracebridge: note: source.log: 1 records of tracepoints that the catalogue does not have were left out: unknown (1)
                tracebridge: note: source.log: 2 lines that are no records were left out
                """);
    }

    @Test
    void refusesAnOutputThatIsThere() throws IOException {
        Files.writeString(recording, "precious");
        CommandRun run = CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording)
                .without(folder);

        assertThat(run)
                .isEqualTo(new CommandRun(1, "", "tracebridge: out.jfr: the file exists; --force replaces it\n"));
        assertThat(recording).hasContent("precious");

        assertThat(CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording, "--force")
                        .exitCode())
                .isZero();
        assertThat(printed(recording)).isEqualTo(LOG);
    }

    @Test
    void leavesTheOldOutputWhereTheCatalogueIsWrong() throws IOException {
        Files.writeString(recording, "precious");
        Files.writeString(catalogue, "migrate_set_state(int old, int new) \"%d to %d\"\n");
        CommandRun run = CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording, "--force")
                .without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("tracebridge: source.log: 4 of 4 records do not fit ")
                .contains("probably another version's", "migrate_set_state (2 with other arguments)")
                .hasLineCount(1);
        assertThat(recording).hasContent("precious");
        assertThat(files()).containsExactlyInAnyOrder("trace-events-all", "source.log", "out.jfr");
    }

    @Test
    void namesWhatCannotBeRead() {
        assertThat(CommandRun.of("import", folder.resolve("no.log"), "--catalogue", catalogue, "-o", recording)
                        .without(folder))
                .isEqualTo(new CommandRun(1, "", "tracebridge: no.log: no such file\n"));
        assertThat(CommandRun.of("import", folder, "--catalogue", catalogue, "-o", recording)
                        .err())
                .endsWith(": expected a trace log, found a directory\n");
        assertThat(CommandRun.of("import", log, "--catalogue", folder.resolve("none"), "-o", recording)
                        .without(folder)
                        .err())
                .isEqualTo("tracebridge: none: no such file\n");
        assertThat(recording).doesNotExist();
    }

    @Test
    void showsWhereACatalogueIsWrong() throws IOException {
        Files.writeString(catalogue, "broken(\n");
        CommandRun run = CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording)
                .without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("trace-events-all:1:");
    }

    @Test
    void saysHowItIsUsed() throws IOException {
        assertThat(CommandRun.of("import", log).exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("import", log, "--catalogue", catalogue, "-o", recording, "--start", "noon")
                        .err())
                .startsWith("tracebridge: Invalid value for option '--start'");
        CommandRun help = CommandRun.of("import", "--help");
        assertThat(help.exitCode()).isZero();
        GoldenFile.assertEqual("../help-import.txt", help.out());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** Runs {@code print}, whose results are bytes. */
    static String printed(Object... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, false, StandardCharsets.UTF_8));
        try {
            Object[] all =
                    Stream.concat(Stream.of("print"), Stream.of(arguments)).toArray();
            CommandRun run = CommandRun.of(all);
            assertThat(run).isEqualTo(new CommandRun(0, "", ""));
        } finally {
            System.out.flush();
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
