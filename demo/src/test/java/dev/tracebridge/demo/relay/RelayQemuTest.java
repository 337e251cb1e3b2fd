package dev.tracebridge.demo.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.CutProxy;
import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.transport.Certificates;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Between two real QEMUs. */
class RelayQemuTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofMillis(500);

    /** Bytes: behind postcopy's package, before the last page. */
    private static final long CUT = 600_000;

    @TempDir
    private Path folder;

    private static Future<List<ConnectionReport>> relay(Entrance entrance, Path to) {
        return relay(entrance, to, (connections, bytes) -> {});
    }

    private static Future<List<ConnectionReport>> relay(Entrance entrance, Path to, Relay.Watcher watcher) {
        return relay(entrance, to, LINGER, watcher);
    }

    private static Future<List<ConnectionReport>> relay(
            Entrance entrance, Path to, Duration linger, Relay.Watcher watcher) {
        FutureTask<List<ConnectionReport>> task = new FutureTask<>(() -> Relay.run(
                entrance, MigrationAddress.parse("unix:" + to), 4096, PATIENCE, linger, Captures.none(), watcher));
        Thread thread = new Thread(task, "relay");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void precopyArrivesAndIsUnderstoodToTheLastByte(Version version) throws Exception {
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(version, folder, "a");
                Qemu b = Qemu.start(version, folder, "b", "-S", "-incoming", "unix:" + to);
                Entrance entrance =
                        MigrationAddress.parse("unix:" + folder.resolve("from")).listen()) {
            Future<List<ConnectionReport>> relay = relay(entrance, to);
            a.awaitCounterAbove(0);
            a.execute("stop");
            a.capability("return-path");
            a.migrate(entrance.name());
            assertThat(a.migrated()).isEqualTo("completed");
            ConnectionReport report = relay.get().get(0);
            b.awaitState("paused");

            assertThat(relay.get()).hasSize(1);
            assertThat(report.kind()).isEqualTo(ChannelKind.MAIN);
            assertThat(report.trouble()).isEmpty();
            assertThat(report.failure()).isEmpty();
            assertThat(report.undecoded()).isZero();
            assertThat(report.complete()).isTrue();
            assertThat(report.confirmed()).isTrue();
            assertThat(report.summary().commands()).containsEntry("OPEN_RETURN_PATH", 1L);
            assertThat(b.counter()).isEqualTo(a.counter());
            assertThat(Qemu.differingPages(a, b, folder)).isEmpty();
            long stopped = b.counter();
            b.execute("cont");
            b.awaitCounterAbove(stopped);
        }
    }

    @Test
    void multifdArrivesOverAllItsConnections() throws Exception {
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Qemu b = Qemu.start(Version.INSTALLED, folder, "b", "-S", "-incoming", "defer");
                Entrance entrance =
                        MigrationAddress.parse("unix:" + folder.resolve("from")).listen()) {
            for (Qemu qemu : List.of(a, b)) {
                qemu.capability("multifd");
                qemu.execute("migrate-set-parameters", "{'multifd-channels': 4}");
            }
            b.execute("migrate-incoming", "{'uri': 'unix:" + to + "'}");
            Future<List<ConnectionReport>> relay = relay(entrance, to);
            a.awaitCounterAbove(0);
            a.execute("stop");
            a.migrate(entrance.name());
            assertThat(a.migrated()).isEqualTo("completed");
            List<ConnectionReport> reports = relay.get();
            b.awaitState("paused");

            assertThat(reports)
                    .hasSize(5)
                    .allSatisfy(report -> assertThat(report.failure()).isEmpty());
            assertThat(reports.stream().map(ConnectionReport::kind))
                    .containsOnlyOnce(ChannelKind.MAIN)
                    .filteredOn(ChannelKind.MULTIFD::equals)
                    .hasSize(4);
            assertThat(reports).allSatisfy(report -> {
                assertThat(report.undecoded()).isZero();
                assertThat(report.trouble()).isEmpty();
            });
            assertThat(Qemu.differingPages(a, b, folder)).isEmpty();
        }
    }

    @Test
    void postcopyIsServedThroughTheRelay() throws Exception {
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Qemu b = Qemu.start(Version.INSTALLED, folder, "b", "-incoming", "defer");
                Entrance entrance =
                        MigrationAddress.parse("unix:" + folder.resolve("from")).listen()) {
            for (Qemu qemu : List.of(a, b)) {
                qemu.capability("postcopy-ram");
            }
            b.execute("migrate-incoming", "{'uri': 'unix:" + to + "'}");
            a.execute("migrate-set-parameters", "{'max-bandwidth': 1000000}");
            Future<List<ConnectionReport>> relay = relay(entrance, to);
            long before = a.awaitCounterAbove(0);
            a.migrate(entrance.name());
            a.execute("migrate-start-postcopy");
            assertThat(a.migrated()).isEqualTo("completed");
            ConnectionReport report = relay.get().get(0);
            b.awaitState("running");
            b.awaitCounterAbove(before);

            assertThat(report.trouble()).isEmpty();
            assertThat(report.undecoded()).isZero();
            assertThat(report.confirmed()).isTrue();
            assertThat(report.summary().commands()).containsKeys("PACKAGED", "POSTCOPY_RUN");
        }
    }

    /** The wire in front of the relay breaks; both sides recover through it. */
    @Test
    void postcopyGoesOnThroughTheRelayAfterACut() throws Exception {
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Qemu b = Qemu.start(Version.INSTALLED, folder, "b", "-incoming", "defer");
                Entrance entrance = MigrationAddress.parse("tcp:127.0.0.1:0").listen()) {
            for (Qemu qemu : List.of(a, b)) {
                qemu.capability("postcopy-ram");
            }
            b.execute("migrate-incoming", "{'uri': 'unix:" + to + "'}");
            a.execute("migrate-set-parameters", "{'max-bandwidth': 1000000, 'max-postcopy-bandwidth': 1000000}");
            Future<List<ConnectionReport>> relay = relay(entrance, to, PATIENCE, (connections, bytes) -> {});
            long before = a.awaitCounterAbove(0);
            try (CutProxy wire = new CutProxy(port(entrance.name()), List.of(CUT), List.of(), false)) {
                a.migrate("tcp:127.0.0.1:" + wire.address().getPort());
                a.execute("migrate-start-postcopy");
                a.awaitMigration("postcopy-paused");
                b.awaitMigration("postcopy-paused");
            }
            b.execute("migrate-recover", "{'uri': 'unix:" + to + "'}");
            a.execute("migrate", "{'resume': true, 'uri': '" + entrance.name() + "'}");
            assertThat(a.migrated()).isEqualTo("completed");
            List<ConnectionReport> reports = relay.get();
            a.awaitState("postmigrate");
            b.awaitState("running");
            b.awaitCounterAbove(before);

            assertThat(reports.stream().map(ConnectionReport::kind))
                    .containsExactly(ChannelKind.MAIN, ChannelKind.RECOVERED);
            assertThat(reports.get(0).forward()).isEqualTo(CUT);
            assertThat(reports.get(0).complete()).isFalse();
            assertThat(reports.get(0).undecoded()).as("the page it broke in").isLessThan(4096 + 100);
            assertThat(reports.get(1).undecoded()).isZero();
            assertThat(reports.get(1).confirmed()).isTrue();
            assertThat(reports.get(1).summary().commands()).containsKeys("RECV_BITMAP", "POSTCOPY_RESUME");
        }
    }

    /** Sealed, it is passed on all the same. */
    @ParameterizedTest
    @EnumSource(Version.class)
    void tlsIsPassedOnUnread(Version version) throws Exception {
        Path credentials = Certificates.write(folder.resolve("credentials"));
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(version, folder, "a", "-object", tls(credentials, "client"));
                Qemu b = Qemu.start(
                        version, folder, "b", "-S", "-object", tls(credentials, "server"), "-incoming", "defer");
                Entrance entrance = MigrationAddress.parse("tcp:127.0.0.1:0").listen()) {
            for (Qemu qemu : List.of(a, b)) {
                qemu.execute("migrate-set-parameters", "{'tls-creds': 'tls0'}");
            }
            b.execute("migrate-incoming", "{'uri': 'unix:" + to + "'}");
            Future<List<ConnectionReport>> relay = relay(entrance, to);
            a.awaitCounterAbove(0);
            a.execute("stop");
            a.capability("return-path");
            a.migrate(entrance.name());
            assertThat(a.migrated()).isEqualTo("completed");
            List<ConnectionReport> reports = relay.get();
            a.awaitState("postmigrate");
            b.awaitState("paused");

            assertThat(Qemu.differingPages(a, b, folder)).isEmpty();
            long stopped = b.counter();
            assertThat(stopped).isEqualTo(a.counter());
            b.execute("cont");
            b.awaitCounterAbove(stopped);
            assertThat(reports).hasSize(1);
            ConnectionReport report = reports.get(0);
            assertThat(report.kind()).isEqualTo(ChannelKind.TLS);
            assertThat(report.failure()).isEmpty();
            assertThat(report.trouble()).isEmpty();
            assertThat(report.forward()).isGreaterThan(100_000);
            assertThat(report.backward()).isPositive();
            assertThat(report.undecoded()).isEqualTo(report.forward() + report.backward());
        }
    }

    private static String tls(Path credentials, String endpoint) {
        return "tls-creds-x509,id=tls0,endpoint=" + endpoint + ",dir=" + credentials;
    }

    private static InetSocketAddress port(String name) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(name.substring(name.lastIndexOf(':') + 1)));
    }

    @Test
    void xbzrleIsUnderstood() throws Exception {
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Qemu b = Qemu.start(Version.INSTALLED, folder, "b", "-S", "-incoming", "unix:" + to);
                Entrance entrance =
                        MigrationAddress.parse("unix:" + folder.resolve("from")).listen()) {
            a.capability("xbzrle");
            a.execute("migrate-set-parameters", "{'max-bandwidth': 4000000, 'downtime-limit': 20}");
            Future<List<ConnectionReport>> relay = relay(entrance, to);
            a.awaitCounterAbove(1000);
            a.migrate(entrance.name());
            assertThat(a.migrated()).isEqualTo("completed");
            ConnectionReport report = relay.get().get(0);
            b.awaitState("paused");

            assertThat(report.undecoded()).isZero();
            assertThat(report.summary().xbzrlePages()).isPositive();
            assertThat(b.counter()).isEqualTo(a.counter());
        }
    }

    @Test
    void aDestinationThatDiesLeavesTheSourceRunning() throws Exception {
        Path to = folder.resolve("to");
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a");
                Entrance entrance =
                        MigrationAddress.parse("unix:" + folder.resolve("from")).listen()) {
            Future<List<ConnectionReport>> relay;
            long before = a.awaitCounterAbove(0);
            try (Qemu b = Qemu.start(Version.INSTALLED, folder, "b", "-S", "-incoming", "unix:" + to)) {
                a.execute("migrate-set-parameters", "{'max-bandwidth': 1000000, 'downtime-limit': 1}");
                CountDownLatch passing = new CountDownLatch(1);
                relay = relay(entrance, to, (connections, bytes) -> {
                    if (bytes > 0) {
                        passing.countDown();
                    }
                });
                a.migrate(entrance.name());
                assertThat(passing.await(30, TimeUnit.SECONDS)).isTrue();
                b.awaitState("inmigrate");
            }
            assertThat(a.migrated()).isEqualTo("failed");
            a.awaitState("running");
            a.awaitCounterAbove(before);
            assertThat(relay.get().get(0).complete()).isFalse();
        }
    }

    /** The bar: 1.25 times the direct migration, as the median of ten pairs; at QEMU's own limit of bandwidth. */
    @Test
    @EnabledIfSystemProperty(named = "tracebridge.nightly", matches = "true")
    void costsLittleTime() throws Exception {
        assertThat(medianRatio(10, 64)).isLessThanOrEqualTo(1.25);
    }

    /** As far as few pairs on a busy machine tell. */
    @Test
    void doesNotCostMuchTime() throws Exception {
        assertThat(medianRatio(2, 24)).isLessThanOrEqualTo(3 * 1.25);
    }

    private double medianRatio(int pairs, int mebibytes) throws Exception {
        byte[] bytes = new byte[mebibytes << 20];
        new Random(mebibytes).nextBytes(bytes);
        Path data = Files.write(folder.resolve("data.bin"), bytes);
        migrate("warm", data, true); // what only the first one costs is not the relay's
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            double direct = migrate(i + "d", data, false);
            double relayed = migrate(i + "r", data, true);
            System.out.printf("migration of %.0f ms took %.0f ms through the relay%n", direct, relayed);
            ratios.add(relayed / direct);
        }
        Collections.sort(ratios);
        double median = (ratios.get((pairs - 1) / 2) + ratios.get(pairs / 2)) / 2;
        System.out.printf("the relay's median of %d pairs: %.2f times the direct migration%n", pairs, median);
        return median;
    }

    private double migrate(String name, Path data, boolean relayed) throws Exception {
        Path to = folder.resolve("to" + name);
        Path from = folder.resolve("from" + name);
        String loader = "loader,file=" + data + ",addr=0x1000000,force-raw=on";
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a" + name, "-m", "128", "-device", loader);
                Qemu b = Qemu.start(Version.INSTALLED, folder, "b" + name, "-m", "128", "-incoming", "unix:" + to);
                Entrance entrance = MigrationAddress.parse("unix:" + from).listen()) {
            a.awaitCounterAbove(0);
            Future<List<ConnectionReport>> relay =
                    relayed ? relay(entrance, to) : CompletableFuture.completedFuture(List.of());
            a.capability("return-path");
            a.migrate(relayed ? entrance.name() : "unix:" + to);
            assertThat(a.migrated()).isEqualTo("completed");
            b.awaitState("running");
            assertThat(relay.get())
                    .allSatisfy(report -> assertThat(report.undecoded()).isZero());
            return Double.parseDouble(a.execute("query-migrate").get("total-time"));
        }
    }
}
