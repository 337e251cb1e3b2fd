package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.CutProxy;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.qemu.QemuTrace;
import dev.tracebridge.demo.relay.Captures;
import dev.tracebridge.demo.relay.ConnectionReport;
import dev.tracebridge.demo.relay.Relay;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;

/** A migration from one real QEMU to another, of which a relay keeps the bytes and the destination logs the tracepoints. */
final class CapturedMigration {

    static final int MULTIFD_CHANNELS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Bytes on the first connection: behind postcopy's package, before the last page. */
    private static final long CUT = 600_000;

    private final Version version;
    private final Way way;
    private final Path folder;

    /** What kind of migration. */
    enum Way {
        PRECOPY("return-path"),
        XBZRLE("xbzrle"),
        MULTIFD("multifd"),
        POSTCOPY("postcopy-ram"),
        PREEMPT("postcopy-ram", "postcopy-preempt"),
        RECOVERY("postcopy-ram");

        private final List<String> capabilities;

        Way(String... capabilities) {
            this.capabilities = List.of(capabilities);
        }

        /** A machine of 32 MiB has 8192 pages, each a line; with multifd of newer QEMUs they are lines no more. */
        int leastSaid() {
            return this == MULTIFD ? 150 : 8192;
        }

        /** Whether all that is compared of it is compared of another too, or nearly. */
        boolean isPartOfAnother() {
            return this == XBZRLE || this == POSTCOPY || this == PREEMPT;
        }

        boolean isPostcopy() {
            return capabilities.contains("postcopy-ram");
        }
    }

    private CapturedMigration(Version version, Way way, Path folder) {
        this.version = version;
        this.way = way;
        this.folder = folder;
    }

    /** Migrates; the bytes are in the folder then. */
    static CapturedMigration run(Version version, Way way, Path folder) throws Exception {
        CapturedMigration migration = new CapturedMigration(version, way, folder);
        migration.migrate();
        return migration;
    }

    /** What the destination has logged. */
    List<Hit> log() throws IOException {
        return Hit.ofLog(logFile(), QemuTrace.catalogue(version));
    }

    private Path logFile() {
        return folder.resolve("destination-trace.log");
    }

    private String socket() {
        return "unix:" + folder.resolve("to");
    }

    private void migrate() throws Exception {
        List<String> incoming = new ArrayList<>(QemuTrace.options(
                logFile(),
                "qemu_loadvm*",
                "loadvm*",
                "ram_*",
                "multifd_*",
                "postcopy_*",
                "process_incoming*",
                "migrate_*",
                "migration_*",
                "vmstate_downtime*"));
        incoming.addAll(List.of("-incoming", "defer"));
        List<String> machine = List.of("-machine", version == Version.INSTALLED ? "pc-i440fx-7.2" : "pc-i440fx-10.0");
        incoming.addAll(machine);
        try (Qemu a = Qemu.start(version, folder, "a", machine.toArray(String[]::new));
                Qemu b = Qemu.start(version, folder, "b", incoming.toArray(String[]::new));
                Entrance entrance = MigrationAddress.parse("tcp:127.0.0.1:0").listen()) {
            for (String capability : way.capabilities) {
                a.capability(capability);
                b.capability(capability);
            }
            if (way == Way.MULTIFD) {
                a.execute("migrate-set-parameters", "{'multifd-channels': " + MULTIFD_CHANNELS + "}");
                b.execute("migrate-set-parameters", "{'multifd-channels': " + MULTIFD_CHANNELS + "}");
            }
            b.execute("migrate-incoming", "{'uri': '" + socket() + "'}");
            FutureTask<List<ConnectionReport>> relay = relay(entrance);
            a.awaitCounterAbove(1000);
            if (way == Way.RECOVERY) {
                withCut(a, b, entrance);
            } else {
                straight(a, entrance);
            }
            assertThat(a.migrated()).isEqualTo("completed");
            b.awaitState("running");
            awaitEndOfLog();
            List<ConnectionReport> reports = relay.get();
            assertThat(reports.get(reports.size() - 1).undecoded()).isZero();
        }
    }

    /** The destination's own end may come after it has let the guest run. */
    private void awaitEndOfLog() throws IOException {
        long start = System.nanoTime();
        while (!Files.readString(logFile()).contains(":loadvm_state_cleanup ")) {
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE.toNanos());
            Thread.onSpinWait();
        }
    }

    private FutureTask<List<ConnectionReport>> relay(Entrance entrance) throws IOException {
        Captures captures = Captures.in(folder);
        FutureTask<List<ConnectionReport>> task = new FutureTask<>(() -> Relay.run(
                entrance,
                MigrationAddress.parse(socket()),
                4096,
                PATIENCE,
                PATIENCE,
                captures,
                (connections, bytes) -> {}));
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private void straight(Qemu a, Entrance entrance) throws IOException {
        if (way == Way.XBZRLE) {
            a.execute("migrate-set-parameters", "{'max-bandwidth': 4000000, 'downtime-limit': 20}");
        } else if (way.isPostcopy()) {
            a.execute("migrate-set-parameters", "{'max-bandwidth': 2000000}");
        }
        a.migrate(entrance.name());
        if (way.isPostcopy()) {
            a.execute("migrate-start-postcopy");
        }
    }

    private void withCut(Qemu a, Qemu b, Entrance entrance) throws IOException {
        a.execute("migrate-set-parameters", "{'max-bandwidth': 1000000, 'max-postcopy-bandwidth': 1000000}");
        try (CutProxy wire = new CutProxy(port(entrance.name()), List.of(CUT), List.of(), false)) {
            a.migrate("tcp:127.0.0.1:" + wire.address().getPort());
            a.execute("migrate-start-postcopy");
            a.awaitMigration("postcopy-paused");
            b.awaitMigration("postcopy-paused");
        }
        b.execute("migrate-recover", "{'uri': '" + socket() + "'}");
        a.execute("migrate", "{'resume': true, 'uri': '" + entrance.name() + "'}");
    }

    private static InetSocketAddress port(String name) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(name.substring(name.lastIndexOf(':') + 1)));
    }
}
