package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import jdk.jfr.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command on QEMU's whole catalogues. */
class QemuCatalogueTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void isCorrect(QemuCatalogue catalogue) throws IOException {
        CommandRun run = CommandRun.of("catalogue", "check", catalogue.file());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(": " + catalogue.size() + " tracepoints, ");
    }

    @ParameterizedTest
    @EnumSource
    void isListed(QemuCatalogue catalogue) throws IOException {
        CommandRun run = CommandRun.of("catalogue", "list", catalogue.file());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).hasLineCount(catalogue.size());
    }

    @ParameterizedTest
    @EnumSource
    void becomesSourcesThatCompile(QemuCatalogue catalogue) throws IOException {
        Path output = folder.resolve("out");

        CommandRun run = CommandRun.of("catalogue", "generate", catalogue.file(), "--package", "qemu", "-o", output);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains(": " + (catalogue.size() + 4) + " files,", "facade qemu.QemuTrace");
        assertThat(Compilation.of(output, folder.resolve("classes"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void itsProposedSpansAreASidecar(QemuCatalogue catalogue) {
        CommandRun spans = CommandRun.of("catalogue", "spans", catalogue.file());
        Path sidecar = Example.write(folder, "spans.yaml", spans.out());
        CommandRun check = CommandRun.of("catalogue", "check", catalogue.file(), "--sidecar", sidecar);

        assertThat(spans.err()).isEmpty();
        assertThat(spans.out().lines().filter(line -> line.startsWith("  - name: ")))
                .hasSizeGreaterThan(100);
        assertThat(check.err()).isEmpty();
        assertThat(check.exitCode()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void itsSettingsAreReadByFlightRecorder(QemuCatalogue catalogue) throws IOException, ParseException {
        CommandRun run = CommandRun.of(
                "catalogue", "jfc", catalogue.file(), "--namespace", "qemu", "--enable", "vmstate_*,-vmstate_load*");

        Map<String, String> settings =
                Configuration.create(new StringReader(run.out())).getSettings();
        assertThat(settings)
                .containsEntry("qemu.vmstate_save_state_top#enabled", "true")
                .containsEntry("qemu.vmstate_load_state#enabled", "false")
                .containsEntry("qemu.ram_save_page#enabled", "false");
        assertThat(settings.keySet().stream().filter(key -> key.endsWith("#enabled")))
                .hasSize(catalogue.size());
    }

    @Test
    void differsBetweenVersions() throws IOException {
        Path before = QemuCatalogue.QEMU_7_2.file();
        Path after = QemuCatalogue.QEMU_10_0.file();

        CommandRun run = CommandRun.of("catalogue", "diff", before, after);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().filter(line -> line.contains(" migrate_")))
                .contains(
                        "+ migrate_pending_exact(uint64_t size, uint64_t pre, uint64_t post)"
                                + " \"exact pending size %\" PRIu64 \" (pre = %\" PRIu64 \" post=%\" PRIu64 \")\"",
                        "~ migrate_transferred: arguments, format")
                .anyMatch(line -> line.startsWith("- migrate_pending("));
        long added = run.out().lines().filter(line -> line.startsWith("+ ")).count();
        long removed = run.out().lines().filter(line -> line.startsWith("- ")).count();
        assertThat(QemuCatalogue.QEMU_10_0.size()).isEqualTo(QemuCatalogue.QEMU_7_2.size() + added - removed);
    }
}
