package dev.tracebridge.demo.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracebridge.demo.memory.BlockDigest;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.Written;
import dev.tracebridge.demo.vmstate.DescriptionWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {

    private static final MachineSettings SETTINGS = new MachineSettings(8L << 20, 50, 1L << 20, 100L << 20);

    @Test
    void keepsStillOnceItIsStopped() {
        try (Machine machine = Machine.booted(SETTINGS)) {
            machine.start();
            awaitBeats(machine, 20);
            machine.stop(RunState.PAUSED);
            List<BlockDigest> first = MemorySnapshot.begin(machine.memory()).digests();
            byte[] devices = save(machine);
            Thread.onSpinWait();

            assertThat(MemorySnapshot.begin(machine.memory()).digests()).isEqualTo(first);
            assertThat(save(machine)).isEqualTo(devices);
        }
    }

    @Test
    void goesOnWhereAnotherMachineStopped() throws IOException {
        try (Machine machine = Machine.booted(SETTINGS);
                Machine twin = Machine.waiting(8L << 20)) {
            machine.start();
            awaitBeats(machine, 300);
            machine.storeRunState();
            machine.stop(RunState.FINISH_MIGRATE);
            byte[] devices = save(machine);
            load(twin, devices);
            for (int i = 0; i < machine.memory().blocks().size(); i++) {
                ByteBuffer from = machine.memory().blocks().get(i).memory();
                twin.memory().blocks().get(i).memory().put(0, from, 0, from.capacity());
            }

            assertThat(save(twin)).isEqualTo(devices);
            assertThat(twin.migratedRunState()).isEqualTo(RunState.RUNNING);
            long beats = twin.heartbeat().beats();
            twin.start();
            awaitBeats(twin, beats + 1);
            twin.stop(RunState.PAUSED);
            assertThat(twin.heartbeat().handoverGapNanos()).isPositive();
            assertThat(twin.heartbeat().longestGapNanos())
                    .isGreaterThanOrEqualTo(twin.heartbeat().handoverGapNanos());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "3145728, 50, 4096, 0, memory of 3145728 bytes",
        "8388609, 50, 4096, 0, memory of 8388609 bytes",
        "8388608, 101, 4096, 0, 101 % used",
        "8388608, 50, 100, 0, working set of 100 bytes",
        "8388608, 50, 8388609, 0, working set of 8388609 bytes",
        "8388608, 50, 4096, -1, dirty rate -1",
    })
    void refusesSettingsItCannotHave(long ram, int used, long workingSet, long dirtyRate, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MachineSettings(ram, used, workingSet, dirtyRate))
                .withMessageStartingWith(message);
    }

    /** The program trusts its registers, which come over the wire: each is a way to write where it must not. */
    @ParameterizedTest
    @CsvSource({
        "4, 0, pages to write to",
        "4, 1000000, pages to write to",
        "5, 1, ns and more for a page",
        "5, -1, ns and more for a page",
        "2, -1, ns of writing owed",
        "2, 9223372036854775807, ns of writing owed",
    })
    void refusesRegistersThatLeadTheProgramAstray(int register, long value, String expected) {
        try (Machine machine = Machine.booted(SETTINGS);
                Machine twin = Machine.waiting(8L << 20)) {
            StateEntry<?> cpu = machine.entry("cpu", 0).orElseThrow();
            byte[] bytes = Written.by(output -> cpu.save(output, DescriptionWriter.begin()));
            ByteBuffer.wrap(bytes).putLong(register * Long.BYTES, value);

            assertThatExceptionOfType(StreamFormatException.class)
                    .isThrownBy(() -> twin.entry("cpu", 0).orElseThrow().load(StreamInput.of(bytes), 1))
                    .withMessageContaining(expected);
        }
    }

    @Test
    void refusesAQueueThatEndsOutsideItsRing() {
        try (Machine machine = Machine.booted(SETTINGS)) {
            machine.start();
            awaitBeats(machine, 600);
            machine.stop(RunState.PAUSED);
            StateEntry<?> serial = machine.entry("serial", 0).orElseThrow();
            byte[] bytes = Written.by(output -> serial.save(output, DescriptionWriter.begin()));
            bytes[bytes.length - 1] = 17;

            assertThatExceptionOfType(StreamFormatException.class)
                    .isThrownBy(() -> serial.load(StreamInput.of(bytes), 3))
                    .withMessageContaining("a queue of 16 bytes");
        }
    }

    private static byte[] save(Machine machine) {
        return Written.by(output -> {
            DescriptionWriter description = DescriptionWriter.begin();
            for (StateEntry<?> entry : machine.entries()) {
                entry.save(output, description);
            }
        });
    }

    private static void load(Machine machine, byte[] bytes) throws IOException {
        StreamInput input = StreamInput.of(Arrays.copyOf(bytes, bytes.length + 1));
        for (StateEntry<?> entry : machine.entries()) {
            entry.load(input, entry.state().version());
        }
        assertThat(input.position()).isEqualTo(bytes.length);
    }

    private static void awaitBeats(Machine machine, long beats) {
        while (machine.heartbeat().beats() < beats) {
            Thread.onSpinWait();
        }
    }
}
