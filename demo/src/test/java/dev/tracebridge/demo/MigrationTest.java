package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.file.StreamFile;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.source.ProgressListener;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Source and destination in one process, over a real connection. */
class MigrationTest {

    private static final long RAM = 16L << 20;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final ProgressListener SILENT = (transferred, remaining, syncs, megabits) -> {};

    private final Machine source = Machine.booted(new MachineSettings(RAM, 50, 4L << 20, 4L << 20));
    private final Machine destination = Machine.waiting(RAM);
    private MigrationListener listener;

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() throws IOException {
        listener = MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        source.start();
    }

    @AfterEach
    void close() throws IOException {
        source.close();
        destination.close();
        listener.close();
    }

    @Test
    void handsOverAGuestWithItsMemoryByteForByte() throws Exception {
        CompletableFuture<IncomingReport> incoming = receive(destination);
        MigrationReport report = migrate(parameters(Duration.ofMillis(100), 64L << 20));
        IncomingReport received = incoming.get();

        assertThat(report.error()).isNull();
        assertThat(report.status()).isEqualTo(MigrationStatus.COMPLETED);
        assertThat(report.guestRunsHere()).isFalse();
        assertThat(report.lastPong()).isEqualTo(5);
        assertThat(report.dirtySyncs()).isGreaterThanOrEqualTo(2);
        assertThat(source.runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(received.status()).isEqualTo(MigrationStatus.COMPLETED);
        assertThat(received.received()).isEqualTo(report.transferred());
        assertThat(received.normalPages()).isEqualTo(report.normalPages());
        assertThat(received.zeroPages()).isEqualTo(report.zeroPages());
        assertThat(received.digests())
                .isEqualTo(MemorySnapshot.begin(source.memory()).digests());
        assertThat(received.guestRunsHere()).isTrue();
    }

    @Test
    void theGuestSeesTheGapOnTheOtherSide() throws Exception {
        CompletableFuture<IncomingReport> incoming = receive(destination);
        migrate(parameters(Duration.ofMillis(100), 64L << 20));
        incoming.get();
        while (destination.heartbeat().handoverGapNanos() < 0) {
            Thread.onSpinWait();
        }
        destination.stop(RunState.PAUSED);

        assertThat(destination.heartbeat().beats())
                .isGreaterThan(source.heartbeat().beats());
        assertThat(destination.heartbeat().handoverGapNanos())
                .isBetween(1L, Duration.ofMinutes(1).toNanos());
    }

    @Test
    void keepsTheGuestWhereTheDestinationHasOtherMemory() throws Exception {
        try (Machine smaller = Machine.waiting(RAM / 2)) {
            CompletableFuture<IncomingReport> incoming = receive(smaller);
            MigrationReport report = migrate(parameters(Duration.ofMillis(100), 64L << 20));

            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThat(report.guestRunsHere()).isTrue();
            assertThat(source.runState()).isEqualTo(RunState.RUNNING);
            assertThat(incoming)
                    .failsWithin(TIMEOUT)
                    .withThrowableThat()
                    .withMessageContaining("expected 8388608 bytes of RAM block pc.ram as here, found 16777216 bytes");
        }
    }

    @Test
    void givesUpWhenTheGuestIsTooFastAndLetsItRunOn() throws Exception {
        try (Machine busy = Machine.booted(new MachineSettings(RAM, 50, 8L << 20, 400L << 20))) {
            busy.start();
            CompletableFuture<IncomingReport> incoming = receive(destination);
            MigrationParameters parameters =
                    new MigrationParameters(Duration.ofMillis(1), 8L << 20, Duration.ofMillis(2500), TIMEOUT);
            MigrationReport report =
                    OutgoingMigration.start(busy, connect(), parameters, SILENT).await();

            assertThat(report.status()).isEqualTo(MigrationStatus.CANCELLED);
            assertThat(report.error()).startsWith("no end in sight after 2 s");
            assertThat(report.dirtyPagesRate()).isPositive();
            assertThat(busy.runState()).isEqualTo(RunState.RUNNING);
            assertThat(incoming).failsWithin(TIMEOUT);
        }
    }

    @Test
    void givesUpOnADestinationThatStopsReading() throws Exception {
        Duration patience = Duration.ofMillis(200);
        try (SocketTransport channel = SocketTransport.connect(listener.address(), patience);
                SocketTransport silent = listener.accept(TIMEOUT, TIMEOUT);
                Machine large = Machine.booted(new MachineSettings(64L << 20, 100, 4L << 20, 0))) {
            large.start();
            MigrationReport report = OutgoingMigration.start(
                            large,
                            channel,
                            new MigrationParameters(Duration.ofMillis(1), 1L << 30, TIMEOUT, patience),
                            SILENT)
                    .await();

            assertThat(silent.isOpen()).isTrue();
            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThat(report.error()).contains("has stalled: nothing was taken for 0.2 s");
            assertThat(large.runState()).isEqualTo(RunState.RUNNING);
        }
    }

    @Test
    void leavesTheGuestStoppedWhenItMayRunOnTheDestination() throws Exception {
        try (SocketTransport channel = connect();
                SocketTransport silent = listener.accept(TIMEOUT, TIMEOUT)) {
            answerTheLastPing(silent);
            Thread reader = new Thread(() -> readAll(silent));
            reader.start();
            MigrationParameters parameters =
                    new MigrationParameters(Duration.ofMillis(100), 64L << 20, TIMEOUT, Duration.ofMillis(500));
            MigrationReport report =
                    OutgoingMigration.start(source, channel, parameters, SILENT).await();
            reader.join();

            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThat(report.error()).contains("has stalled", "left stopped here");
            assertThat(report.guestRunsHere()).isFalse();
            assertThat(source.runState()).isEqualTo(RunState.FINISH_MIGRATE);
        }
    }

    @Test
    void takesTheGuestBackFromADestinationThatSaysItFailed() throws Exception {
        try (SocketTransport channel = connect();
                SocketTransport failing = listener.accept(TIMEOUT, TIMEOUT)) {
            answerTheLastPing(failing);
            Thread reader = new Thread(() -> {
                readUntilDescription(failing);
                writeShut(failing);
            });
            reader.start();
            MigrationReport report = OutgoingMigration.start(
                            source, channel, parameters(Duration.ofMillis(100), 64L << 20), SILENT)
                    .await();
            reader.join();

            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThat(report.error()).contains("status 7");
            assertThat(source.runState()).isEqualTo(RunState.RUNNING);
        }
    }

    @Test
    void writesAFileThatItReadsBackAndLoads() throws Exception {
        Path file = folder.resolve("guest.bin");
        MigrationReport report = OutgoingMigration.start(
                        source, FileTransport.create(file), parameters(Duration.ofMillis(100), 64L << 20), SILENT)
                .await();
        List<String> parts = new ArrayList<>();
        StreamFile.open(file).walk(new StreamVisitor() {
            @Override
            public void section(SectionType type, SectionHeader header) {
                parts.add(type + " " + header.idstr());
            }

            @Override
            public void command(CommandRecord command) {
                parts.add(command.command().toString());
            }

            @Override
            public void endOfStream(long length) {
                parts.add("length " + length);
            }
        });
        parts.removeIf(part -> part.startsWith("PART"));
        IncomingReport loaded = IncomingMigration.run(destination, FileTransport.open(file), true);

        assertThat(parts)
                .containsExactly(
                        "START (0x01) ram",
                        "SWITCHOVER_START",
                        "END (0x03) ram",
                        "FULL (0x04) timer",
                        "FULL (0x04) cpu_common",
                        "FULL (0x04) cpu",
                        "FULL (0x04) serial",
                        "FULL (0x04) mc146818rtc",
                        "FULL (0x04) i8254",
                        "FULL (0x04) globalstate",
                        "length " + report.transferred());
        assertThat(loaded.digests())
                .isEqualTo(MemorySnapshot.begin(source.memory()).digests());
    }

    @Test
    void refusesAStreamWithoutARamEnd() throws IOException {
        assertRefused("00", "the END section of ram");
    }

    @Test
    void refusesADeviceTheMachineDoesNotHave() throws IOException {
        assertRefused("04 00000009 03 646d61 00000001 00000001", "a device of this machine");
    }

    @Test
    void refusesAPageBehindTheEndOfItsBlock() throws IOException {
        assertRefused(
                "01 00000001 03 72616d 00000000 00000004 0000000002000002 06 70632e72616d 00",
                "a page within the 16777216 bytes of pc.ram");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "08 0003 0000 | 16 bytes of advice",
                "08 0003 0010 0000000000001000 0000000000001000 | postcopy over a connection",
                "08 0004 0000 | POSTCOPY_LISTEN once, after POSTCOPY_ADVISE",
                "08 0005 0000 | POSTCOPY_RUN after POSTCOPY_LISTEN",
                "08 0006 0003 00 00 00 | POSTCOPY_RAM_DISCARD after POSTCOPY_ADVISE",
                "08 0007 0004 7fffffff | a package of at most 16777216 bytes",
                "08 0008 0000 | a command this destination knows",
                "08 0009 0000 | POSTCOPY_RESUME after a pause",
                "08 000a 0007 06 70632e72616d | RECV_BITMAP after a pause",
                "08 000a 0001 06 | a RAM block name",
            })
    void refusesCommandsOutOfOrder(String hex, String expected) throws IOException {
        assertRefused(hex, expected);
    }

    @Test
    void refusesAnEndOfAMultifdRoundWithoutMultifd() throws IOException {
        assertRefused("01 00000001 03 72616d 00000000 00000004 0000000000000200", "no multifd, which is off here");
    }

    private void assertRefused(String hex, String expected) throws IOException {
        byte[] start = Written.hex("5145564d 00000003 07 00000012 " + hexOf(Machine.TYPE));
        byte[] rest = Written.hex(hex);
        Path file = folder.resolve("bad.bin");
        Files.write(
                file,
                ByteBuffer.allocate(start.length + rest.length)
                        .put(start)
                        .put(rest)
                        .array());

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> IncomingMigration.run(destination, FileTransport.open(file), false))
                .satisfies(e -> {
                    assertThat(e.expected()).startsWith(expected);
                    assertThat(e.offset()).isGreaterThanOrEqualTo(start.length);
                });
        assertThat(destination.runState()).isEqualTo(RunState.INMIGRATE);
    }

    private static String hexOf(String text) {
        StringBuilder hex = new StringBuilder();
        text.chars().forEach(c -> hex.append(String.format("%02x", c)));
        return hex.toString();
    }

    private static MigrationParameters parameters(Duration downtimeLimit, long bandwidth) {
        return new MigrationParameters(downtimeLimit, bandwidth, TIMEOUT, TIMEOUT);
    }

    private SocketTransport connect() throws IOException {
        return SocketTransport.connect(listener.address(), TIMEOUT);
    }

    private MigrationReport migrate(MigrationParameters parameters) throws IOException, InterruptedException {
        return OutgoingMigration.start(source, connect(), parameters, SILENT).await();
    }

    private CompletableFuture<IncomingReport> receive(Machine machine) {
        CompletableFuture<IncomingReport> report = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                report.complete(IncomingMigration.run(machine, listener.accept(TIMEOUT, TIMEOUT), true));
            } catch (IOException | RuntimeException e) {
                report.completeExceptionally(e);
            }
        });
        thread.start();
        return report;
    }

    private static void readAll(SocketTransport channel) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        try {
            while (channel.read(buffer.clear()) >= 0) {
                // thrown away
            }
        } catch (IOException e) {
            // the other side has hung up
        }
    }

    /** The stream ends with the brackets of its description; nothing else tells where it ends. */
    private static void readUntilDescription(SocketTransport channel) {
        ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
        String tail = "";
        try {
            while (!tail.endsWith("}]}]}")) {
                channel.read(buffer.clear());
                byte[] bytes = new byte[Math.min(8, buffer.position())];
                buffer.get(buffer.position() - bytes.length, bytes);
                tail = tail.substring(Math.max(0, tail.length() - 8)) + new String(bytes, StandardCharsets.ISO_8859_1);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answerTheLastPing(SocketTransport channel) throws IOException {
        channel.write(ByteBuffer.wrap(Written.hex("0002 0004 00000005")));
    }

    private static void writeShut(SocketTransport channel) {
        try {
            channel.write(ByteBuffer.wrap(Written.hex("0001 0004 00000007")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
