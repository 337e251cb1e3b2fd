package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.EngineQemuTest.Way;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineModel;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Postcopy with a real QEMU is cut off, pauses and goes on, with a channel of urgent pages and without. */
class RecoveryQemuTest {

    private static final int MEBIBYTES = 16;
    private static final long CUT = 3_000_000;

    private static final MachineSettings BUSY = new MachineSettings(MEBIBYTES << 20, 60, 8L << 20, 20L << 20);

    /** So slow that it is cut while memory is on its way. */
    private static final MigrationParameters SLOW =
            new MigrationParameters(Duration.ofMillis(300), 8L << 20, Sides.TIMEOUT, Sides.TIMEOUT, 24L << 20);

    @TempDir
    private Path folder;

    private static Stream<Arguments> ways() {
        return EngineQemuTest.ways().filter(arguments -> ((Way) arguments.get()[1]).isPostcopy());
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aGuestGoesOnToQemu(Version version, Way way) throws Exception {
        try (Qemu qemu = Qemu.bare(version, folder, "destination", MEBIBYTES, "-incoming", "defer");
                Machine machine = Machine.booted(MachineModel.NONE, BUSY)) {
            way.prepare(qemu);
            qemu.execute("migrate-incoming", "{'uri': 'tcp:127.0.0.1:0'}");
            int port = Integer.parseInt(qemu.execute("query-migrate").get("port"));
            machine.start();
            try (CutProxy wire = new CutProxy(loopback(port), List.of(CUT), List.of(), true)) {
                OutgoingMigration migration = OutgoingMigration.start(
                        machine,
                        SocketTransport.connect(wire.address(), Sides.TIMEOUT),
                        recovering(qemu, wire),
                        SLOW,
                        way.capabilities(version),
                        (transferred, remaining, syncs, megabits) -> {});
                migration.startPostcopy();
                MigrationReport report = migration.await();

                assertThat(report.error()).as(qemu.log()).isNull();
                assertThat(report.status()).isEqualTo(MigrationStatus.COMPLETED);
                assertThat(report.pauses()).isEqualTo(1);
            }
            assertThat(machine.runState()).isEqualTo(RunState.POSTMIGRATE);
            qemu.awaitState("running");
            assertThat(qemu.memory(folder, MEBIBYTES)).isEqualTo(EngineQemuTest.memory(machine));
        }
    }

    /** Over the wire until it breaks, then to where QEMU has been told to wait. */
    private MoreChannels recovering(Qemu qemu, CutProxy wire) {
        return new MoreChannels() {
            private MigrationAddress recovery;

            @Override
            public MigrationChannel open() throws IOException {
                return recovery == null
                        ? SocketTransport.connect(wire.address(), Sides.TIMEOUT)
                        : recovery.connect(Sides.TIMEOUT);
            }

            @Override
            public MigrationChannel recover(IOException cause) throws IOException {
                if (recovery != null) {
                    throw new IOException("cut again: " + cause.getMessage() + qemu.log(), cause);
                }
                qemu.awaitMigration("postcopy-paused");
                recovery = MigrationAddress.parse("unix:" + folder.resolve("recovery"));
                qemu.execute("migrate-recover", "{'uri': '" + recovery + "'}");
                return open();
            }
        };
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aGuestGoesOnFromQemu(Version version, Way way) throws Exception {
        byte[] fill = new byte[8 << 20];
        new Random(42).nextBytes(fill);
        Path file = Files.write(folder.resolve("fill.bin"), fill);
        String loader = "loader,file=" + file + ",addr=0x200000,force-raw=on";
        try (Qemu qemu = Qemu.bare(version, folder, "source", MEBIBYTES, "-device", loader);
                Machine machine = Machine.waiting(MachineModel.NONE, MEBIBYTES << 20);
                MigrationListener listener = MigrationListener.bind(loopback(0))) {
            way.prepare(qemu);
            qemu.execute("migrate-set-parameters", "{'max-bandwidth': 1048576, 'max-postcopy-bandwidth': 16777216}");
            CompletableFuture<IncomingReport> incoming =
                    EngineQemuTest.receive(machine, arriving(listener), way.capabilities(version));
            try (CutProxy wire = new CutProxy(listener.address(), List.of(CUT), List.of(), true)) {
                qemu.migrate("tcp:127.0.0.1:" + wire.address().getPort());
                qemu.execute("migrate-start-postcopy");
                qemu.awaitMigration("postcopy-paused");
            }
            qemu.execute(
                    "migrate",
                    "{'resume': true, 'uri': 'tcp:127.0.0.1:"
                            + listener.address().getPort() + "'}");
            assertThat(qemu.migrated()).as(qemu.log()).isEqualTo("completed");
            IncomingReport report = incoming.get();

            assertThat(report.problem()).isNull();
            assertThat(report.pauses()).isEqualTo(1);
            assertThat(machine.runState()).isEqualTo(RunState.RUNNING);
            assertThat(report.digests().get(0).sha256())
                    .isEqualTo(EngineQemuTest.sha256(qemu.memory(folder, MEBIBYTES)));
        }
    }

    /** All that comes, a connection after a cut like the first. */
    private static MoreChannels arriving(MigrationListener listener) {
        return new MoreChannels() {
            @Override
            public MigrationChannel open() throws IOException {
                return listener.accept(Sides.TIMEOUT, Sides.TIMEOUT);
            }

            @Override
            public MigrationChannel recover(IOException cause) throws IOException {
                return open();
            }
        };
    }
}
