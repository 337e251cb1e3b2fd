package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.analysis.StateDocument;
import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of real QEMUs whose RAM blocks carry more than their names. */
class FileLayoutQemuTest {

    private static final int MEBIBYTES = 32;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "INSTALLED, x-ignore-shared, exec:cat > ",
        "BOOTSTRAPPED, x-ignore-shared, file:",
        "BOOTSTRAPPED, mapped-ram, file:"
    })
    void isReadToItsEnd(Version version, String capability, String scheme) throws Exception {
        Path file = folder.resolve("machine.bin");
        try (Qemu qemu = Qemu.start(version, folder, "a")) {
            qemu.awaitCounterAbove(0);
            qemu.capability(capability);
            qemu.migrate(scheme + file);
            assertThat(qemu.migrated()).isEqualTo("completed");
        }
        StreamSummary summary = new StreamSummary();

        StreamFile.open(file).walk(summary);
        StreamFile.open(file).walk(new StateDocument());

        assertThat(summary.isComplete()).isTrue();
        assertThat(summary.memory()).isGreaterThanOrEqualTo(MEBIBYTES << 20);
        assertThat(summary.normalPages()).isPositive();
        assertThat(summary.devices()).isGreaterThan(10);
    }
}
