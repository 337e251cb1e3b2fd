package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.machine.HeldMachine;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.StreamFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream of QEMU's whose machine nobody here knows. */
class HeldMachineTest {

    @TempDir
    private Path folder;

    private IncomingReport load(HeldMachine machine) throws IOException {
        Path file = Files.write(folder.resolve("stream.bin"), Capture.PRECOPY.bytes());
        return IncomingMigration.run(machine, FileTransport.open(file), false);
    }

    @Test
    void isTakenInAndNotRun() throws Exception {
        try (HeldMachine machine = HeldMachine.waiting(512L << 20)) {
            IncomingReport report = load(machine);

            assertThat(report.status()).isEqualTo(MigrationStatus.COMPLETED);
            assertThat(report.problem())
                    .as("what the description does not bear out")
                    .isNull();
            assertThat(report.guestRunsHere()).isFalse();
            assertThat(report.normalPages()).isEqualTo(313);
            assertThat(machine.configuration().machine()).isEqualTo("pc-i440fx-7.2");
            assertThat(machine.memory().blocks().stream().map(RamBlock::name))
                    .contains("pc.ram", "pc.bios", "/rom@etc/acpi/tables");
            assertThat(machine.memory().block("pc.bios").orElseThrow().isZero(63))
                    .as("the page of the reset vector")
                    .isFalse();
        }
    }

    @Test
    void mayHaveNoMoreMemoryThanItIsGiven() {
        try (HeldMachine machine = HeldMachine.waiting(64L << 20)) {
            assertThatExceptionOfType(StreamFormatException.class)
                    .isThrownBy(() -> load(machine))
                    .withMessageContaining("expected memory that fits here, found more than 67108864 bytes");
        }
    }
}
