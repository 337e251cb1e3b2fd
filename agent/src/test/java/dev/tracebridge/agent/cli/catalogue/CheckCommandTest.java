package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final String BROKEN = """
            # ram.c
            page_sent(unit64_t offset) "offset 0x%" PRIx64
            page_received(uint64_t offset) "offset %s"
            twice(void) ""
            twice(void) ""
            """;

    @TempDir
    private Path folder;

    @Test
    void describesCatalogueAndTheSidecarBesideIt() throws IOException {
        CommandRun run = CommandRun.of("catalogue", "check", Example.in(folder)).without(folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("check.txt", run.out());
    }

    @Test
    void readsNoSidecarWhereNoneIsWanted() {
        CommandRun run = CommandRun.of("catalogue", "check", "--no-sidecar", Example.in(folder))
                .without(folder);

        assertThat(run.out()).hasLineCount(1).startsWith("trace-events: 15 tracepoints, 2 groups, hash ");
    }

    @Test
    void tellsAllProblemsOfAllFilesAtOnce() throws IOException {
        Path good = Example.write(folder, "good", Example.CATALOGUE);
        Path broken = Example.write(folder, "broken", BROKEN);
        Path unfinished = Example.write(folder, "unfinished", "a(void) \"\"\nb(void) \"\"");
        Path missing = folder.resolve("missing");

        CommandRun run = CommandRun.of("catalogue", "check", broken, missing, good, unfinished, folder)
                .without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).hasLineCount(1).startsWith("good: 15 tracepoints");
        GoldenFile.assertEqual("check-broken.txt", run.err().replace(folder.toString(), "FOLDER"));
    }

    @Test
    void tellsWhereTheSidecarIsWrong() throws IOException {
        Path catalogue = Example.in(folder);
        Example.write(
                folder,
                SidecarOption.NAME,
                Example.SIDECAR
                        .replace("end: bitmap_sync_end", "end: bitmap_sinc_end")
                        .replace("unit: us", "unit: h"));

        CommandRun run = CommandRun.of("catalogue", "check", catalogue).without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        GoldenFile.assertEqual("check-sidecar.txt", run.err());
    }

    @Test
    void leavesTheSidecarOfABrokenCatalogueUnchecked() {
        Path catalogue = Example.in(folder);
        Example.write(folder, "trace-events", BROKEN);

        CommandRun run = CommandRun.of("catalogue", "check", catalogue).without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .endsWith("tracebridge: note: trace-spans.yaml is not checked, because the catalogue has errors\n");
    }

    @Test
    void namesAMissingSidecar() {
        Path catalogue = Example.write(folder, "trace-events", Example.CATALOGUE);

        CommandRun run = CommandRun.of("catalogue", "check", catalogue, "--sidecar", folder.resolve("other.yaml"))
                .without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("tracebridge: other.yaml: no such file\n");
    }

    @Test
    void readsStandardInput() {
        CommandRun run = CommandRun.reading(Example.CATALOGUE, "catalogue", "check", "-");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).hasLineCount(1).startsWith("<stdin>: 15 tracepoints, 2 groups, hash ");
    }

    @Test
    void refusesWhatIsTooLarge() {
        CommandRun run = CommandRun.reading("#".repeat((16 << 20) + 1), "catalogue", "check", "-");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("<stdin>:1:1: error: the file is larger than 16 MiB\n");
    }

    @Test
    void keepsControlCharactersOffTheTerminal() throws IOException {
        Path catalogue = Files.writeString(folder.resolve("trace\u001bevents"), "bell(\u0007 x) \"\"\n");

        CommandRun run = CommandRun.of("catalogue", "check", catalogue);

        assertThat(run.err()).isNotEmpty().doesNotContain("\u001b", "\u0007");
    }

    @Test
    void refusesOneSidecarForSeveralCatalogues() {
        CommandRun run = CommandRun.of("catalogue", "check", "--sidecar", "s", "a", "b");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("tracebridge: --sidecar goes with one FILE, and there are 2\n");
    }

    @Test
    void refusesContradictoryOptions() {
        CommandRun run = CommandRun.of("catalogue", "check", "--sidecar", "s", "--no-sidecar", "a");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("tracebridge: --sidecar and --no-sidecar contradict each other\n");
    }
}
