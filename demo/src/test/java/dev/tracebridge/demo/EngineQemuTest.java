package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationListener;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineModel;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our source into a real QEMU, and a real QEMU into our destination: a machine of memory alone, which both have. */
class EngineQemuTest {

    private static final int MEBIBYTES = 16;

    private static final MachineSettings BUSY = new MachineSettings(MEBIBYTES << 20, 50, 2L << 20, 40L << 20);

    private static final MigrationParameters ROUNDS =
            new MigrationParameters(Duration.ofMillis(3), 24L << 20, Sides.TIMEOUT, Sides.TIMEOUT, 64L << 20);

    @TempDir
    private Path folder;

    /** What is tried with each QEMU. */
    enum Way {
        PRECOPY,
        XBZRLE,
        MULTIFD,
        POSTCOPY,
        POSTCOPY_PREEMPT;

        MigrationCapabilities capabilities(Qemu.Version version) {
            boolean old = version == Qemu.Version.INSTALLED;
            MigrationCapabilities base = MigrationCapabilities.NONE.withSwitchoverStart(!old);
            return switch (this) {
                case PRECOPY -> base;
                case XBZRLE -> base.withXbzrle(32L << 20);
                case MULTIFD ->
                    base.withMultifd(
                            3,
                            old ? MultifdFlush.SECTION : MultifdFlush.ROUND,
                            old ? ZeroPages.LEGACY : ZeroPages.MULTIFD);
                case POSTCOPY -> base.withPostcopy(false);
                // before 8.0 the preempt channel opens with the migration, not with postcopy
                case POSTCOPY_PREEMPT -> base.withPostcopy(true).withPreemptAtSetup(old);
            };
        }

        void prepare(Qemu qemu) throws IOException {
            switch (this) {
                case PRECOPY -> {}
                case XBZRLE -> qemu.capability("xbzrle");
                case MULTIFD -> {
                    qemu.capability("multifd");
                    qemu.execute("migrate-set-parameters", "{'multifd-channels': 3}");
                }
                case POSTCOPY -> qemu.capability("postcopy-ram");
                case POSTCOPY_PREEMPT -> {
                    qemu.capability("postcopy-ram");
                    qemu.capability("postcopy-preempt");
                }
            }
        }

        boolean isPostcopy() {
            return this == POSTCOPY || this == POSTCOPY_PREEMPT;
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(Qemu.Version.values())
                .flatMap(version -> Stream.of(Way.values()).map(way -> Arguments.of(version, way)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void sendsAGuestToQemu(Qemu.Version version, Way way) throws Exception {
        try (Qemu qemu = Qemu.bare(version, folder, "destination", MEBIBYTES, "-incoming", "defer");
                Machine machine = Machine.booted(MachineModel.NONE, BUSY)) {
            way.prepare(qemu);
            qemu.execute("migrate-incoming", "{'uri': 'tcp:127.0.0.1:0'}");
            int port = Integer.parseInt(qemu.execute("query-migrate").get("port"));
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            machine.start();
            OutgoingMigration migration = OutgoingMigration.start(
                    machine,
                    SocketTransport.connect(address, Sides.TIMEOUT),
                    () -> SocketTransport.connect(address, Sides.TIMEOUT),
                    ROUNDS,
                    way.capabilities(version),
                    (transferred, remaining, syncs, megabits) -> {});
            if (way.isPostcopy()) {
                migration.startPostcopy();
            }
            MigrationReport report = migration.await();

            assertThat(report.error()).as(qemu.log()).isNull();
            assertThat(report.status()).isEqualTo(MigrationStatus.COMPLETED);
            assertThat(machine.runState()).isEqualTo(RunState.POSTMIGRATE);
            assertThat(qemu.awaitState("running")).isEqualTo("running");
            assertThat(qemu.memory(folder, MEBIBYTES)).isEqualTo(memory(machine));
            if (way == Way.XBZRLE) {
                assertThat(report.xbzrle().pages() + report.xbzrle().cacheMisses())
                        .as("pages looked up after the first round")
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void takesAGuestFromQemu(Qemu.Version version, Way way) throws Exception {
        byte[] fill = new byte[3 << 20];
        new Random(42).nextBytes(fill);
        Path file = Files.write(folder.resolve("fill.bin"), fill);
        String loader = "loader,file=" + file + ",addr=0x200000,force-raw=on";
        try (Qemu qemu = Qemu.bare(version, folder, "source", MEBIBYTES, "-device", loader);
                Machine machine = Machine.waiting(MachineModel.NONE, MEBIBYTES << 20);
                MigrationListener listener =
                        MigrationListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            way.prepare(qemu);
            if (way.isPostcopy()) {
                qemu.execute("migrate-set-parameters", "{'max-bandwidth': 1048576}");
            }
            CompletableFuture<IncomingReport> incoming =
                    receive(machine, () -> listener.accept(Sides.TIMEOUT, Sides.TIMEOUT), way.capabilities(version));
            qemu.migrate("tcp:127.0.0.1:" + listener.address().getPort());
            if (way.isPostcopy()) {
                qemu.execute("migrate-start-postcopy");
            }
            assertThat(qemu.migrated()).isEqualTo("completed");
            IncomingReport report = incoming.get();
            byte[] sent = qemu.memory(folder, MEBIBYTES);

            assertThat(report.problem()).isNull();
            assertThat(report.guestRunsHere()).isTrue();
            assertThat(machine.runState()).isEqualTo(RunState.RUNNING);
            assertThat(Arrays.copyOfRange(sent, 0x200000, 0x200000 + fill.length))
                    .isEqualTo(fill);
            assertThat(report.digests().get(0).sha256()).isEqualTo(sha256(sent));
        }
    }

    @ParameterizedTest
    @EnumSource(Qemu.Version.class)
    void letsTheGuestRunOnWhereQemuRefusesIt(Qemu.Version version) throws Exception {
        try (Qemu qemu = Qemu.bare(version, folder, "smaller", MEBIBYTES / 2, "-incoming", "tcp:127.0.0.1:0");
                Machine machine = Machine.booted(MachineModel.NONE, BUSY)) {
            int port = Integer.parseInt(qemu.execute("query-migrate").get("port"));
            machine.start();
            MigrationReport report = OutgoingMigration.start(
                            machine,
                            SocketTransport.connect(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Sides.TIMEOUT),
                            ROUNDS,
                            (transferred, remaining, syncs, megabits) -> {})
                    .await();

            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThat(report.guestRunsHere()).isTrue();
            assertThat(machine.runState()).isEqualTo(RunState.RUNNING);
        }
    }

    static CompletableFuture<IncomingReport> receive(
            Machine machine, MoreChannels channels, MigrationCapabilities capabilities) {
        CompletableFuture<IncomingReport> report = new CompletableFuture<>();
        OwnThread.EACH.execute(() -> {
            try {
                report.complete(IncomingMigration.run(machine, channels.open(), channels, capabilities, true));
            } catch (IOException | RuntimeException e) {
                report.completeExceptionally(e);
            }
        });
        return report;
    }

    static byte[] memory(Machine machine) {
        RamBlock block = machine.memory().blocks().get(0);
        byte[] bytes = new byte[block.length()];
        block.memory().get(0, bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
