package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
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
}
