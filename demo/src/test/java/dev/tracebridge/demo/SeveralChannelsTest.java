package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.FileTransport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.parking.MachineReceiver;
import dev.tracebridge.demo.parking.MachineSender;
import dev.tracebridge.demo.parking.ParkedMachine;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many channels go into a file of one stream, which is what a destination of one channel takes, and one comes out of it again as many. */
class SeveralChannelsTest {

    private static final int CHANNELS = 3;
    private static final MachineSettings BUSY = new MachineSettings(16 << 20, 50, 2L << 20, 40L << 20);

    /** Too slow to be done in one round. */
    private static final MigrationParameters ROUNDS =
            new MigrationParameters(Duration.ofMillis(3), 24L << 20, Sides.TIMEOUT, Sides.TIMEOUT, 64L << 20);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("machine.bin");
    }

    @ParameterizedTest
    @CsvSource({"ROUND, MULTIFD", "ROUND, LEGACY", "SECTION, LEGACY", "SECTION, NONE"})
    void whatManyChannelsBringIsOneStream(MultifdFlush flush, ZeroPages zeros) throws Exception {
        MigrationCapabilities capabilities = MigrationCapabilities.NONE.withMultifd(CHANNELS, flush, zeros);
        try (Machine source = Machine.booted(BUSY);
                MigrationListener listener = listener()) {
            FutureTask<StreamSummary> receiver = receive(listener, capabilities);
            source.start();
            MigrationReport report = migrate(source, listener.address(), capabilities);

            assertThat(report.error()).isNull();
            assertThat(report.status()).isEqualTo(MigrationStatus.COMPLETED);
            StreamSummary summary = receiver.get();
            assertThat(summary.normalPages()).isPositive();
            assertThat(summary.zeroPages() > 0).isEqualTo(zeros != ZeroPages.NONE);
            assertThat(folder.resolve("machine.bin.pages")).doesNotExist();
            StreamSummary parked = ParkedMachine.open(file(), 4096).summary();
            assertThat(parked.normalPages()).isEqualTo(summary.normalPages());
            assertThat(parked.zeroPages()).isEqualTo(summary.zeroPages());
            assertThat(source.runState()).isEqualTo(RunState.POSTMIGRATE);
            try (Machine twin = Machine.waiting(BUSY.ram())) {
                IncomingReport loaded = IncomingMigration.run(twin, FileTransport.open(file()), true);
                assertThat(loaded.problem()).isNull();
                assertThat(loaded.digests())
                        .isEqualTo(MemorySnapshot.begin(source.memory()).digests());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ROUND, MULTIFD, 0", "ROUND, LEGACY, 33554432", "SECTION, LEGACY, 0", "SECTION, NONE, 33554432"})
    void oneStreamGoesOverManyChannels(MultifdFlush flush, ZeroPages zeros, long xbzrleCache) throws Exception {
        MigrationCapabilities capabilities = MigrationCapabilities.NONE.withMultifd(CHANNELS, flush, zeros);
        try (Machine source = Machine.booted(BUSY);
                Machine twin = Machine.waiting(BUSY.ram());
                MigrationListener listener = listener()) {
            source.start();
            MigrationReport report = OutgoingMigration.start(
                            source,
                            FileTransport.create(file()),
                            MoreChannels.NONE,
                            ROUNDS,
                            MigrationCapabilities.NONE.withXbzrle(xbzrleCache),
                            (transferred, remaining, syncs, megabits) -> {})
                    .await();
            assertThat(report.error()).isNull();
            assertThat(report.dirtySyncs()).as("rounds").isGreaterThan(2);
            FutureTask<IncomingReport> destination = load(twin, listener, capabilities);
            boolean confirmed = MachineSender.send(
                    ParkedMachine.open(file(), 4096),
                    SocketTransport.connect(listener.address(), Sides.TIMEOUT),
                    () -> SocketTransport.connect(listener.address(), Sides.TIMEOUT),
                    capabilities,
                    Sides.TIMEOUT,
                    (bytes, total) -> {});

            assertThat(confirmed).isTrue();
            assertThat(destination.get().problem()).isNull();
            assertThat(twin.runState()).isEqualTo(RunState.RUNNING);
            assertThat(destination.get().digests())
                    .isEqualTo(MemorySnapshot.begin(source.memory()).digests());
        }
    }

    private static FutureTask<IncomingReport> load(
            Machine machine, MigrationListener listener, MigrationCapabilities capabilities) {
        MoreChannels channels = () -> listener.accept(Sides.TIMEOUT, Sides.TIMEOUT);
        FutureTask<IncomingReport> task =
                new FutureTask<>(() -> IncomingMigration.run(machine, channels.open(), channels, capabilities, true));
        new Thread(task, "destination").start();
        return task;
    }

    /** Whoever waits for another kind of round than comes does not know what is still on its way. */
    @Test
    void aSourceThatEndsItsRoundsOtherwiseIsRefused() throws Exception {
        MigrationCapabilities sent =
                MigrationCapabilities.NONE.withMultifd(CHANNELS, MultifdFlush.SECTION, ZeroPages.LEGACY);
        MigrationCapabilities expected =
                MigrationCapabilities.NONE.withMultifd(CHANNELS, MultifdFlush.ROUND, ZeroPages.LEGACY);
        try (Machine source = Machine.booted(BUSY);
                MigrationListener listener = listener()) {
            FutureTask<StreamSummary> receiver = receive(listener, expected);
            MigrationReport report = migrate(source, listener.address(), sent);

            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThatExceptionOfType(Exception.class)
                    .isThrownBy(receiver::get)
                    .withMessageContaining("expected the end of a round of multifd, found none");
            assertThat(Files.list(folder)).isEmpty();
        }
    }

    private static MigrationListener listener() throws IOException {
        return MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private FutureTask<StreamSummary> receive(MigrationListener listener, MigrationCapabilities capabilities) {
        FutureTask<StreamSummary> task = new FutureTask<>(() -> MachineReceiver.receive(
                listener.accept(Sides.TIMEOUT, Sides.TIMEOUT),
                () -> listener.accept(Sides.TIMEOUT, Sides.TIMEOUT),
                capabilities,
                file(),
                4096,
                Sides.TIMEOUT,
                (bytes, total) -> {}));
        new Thread(task, "receiver").start();
        return task;
    }

    private static MigrationReport migrate(
            Machine source, InetSocketAddress address, MigrationCapabilities capabilities) throws Exception {
        return OutgoingMigration.start(
                        source,
                        SocketTransport.connect(address, Sides.TIMEOUT),
                        () -> SocketTransport.connect(address, Sides.TIMEOUT),
                        ROUNDS,
                        capabilities,
                        (transferred, remaining, syncs, megabits) -> {})
                .await();
    }
}
