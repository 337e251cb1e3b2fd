package dev.tracebridge.demo.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.qemu.Qemu;
import dev.tracebridge.demo.qemu.Qemu.Version;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

    @TempDir
    private Path folder;

    private static Future<List<ConnectionReport>> relay(Entrance entrance, Path to) {
        return relay(entrance, to, (connections, bytes) -> {});
    }

    private static Future<List<ConnectionReport>> relay(Entrance entrance, Path to, Relay.Watcher watcher) {
        FutureTask<List<ConnectionReport>> task = new FutureTask<>(() -> Relay.run(
                entrance, MigrationAddress.parse("unix:" + to), 4096, PATIENCE, LINGER, Captures.none(), watcher));
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

    /** The bar: 1.25 times the direct migration, as the median of ten pairs. */
    @Test
    @EnabledIfSystemProperty(named = "tracebridge.nightly", matches = "true")
    void costsLittleTime() throws Exception {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double direct = migrate(i, false);
            ratios.add(migrate(i, true) / direct);
        }
        Collections.sort(ratios);

        assertThat((ratios.get(4) + ratios.get(5)) / 2).isLessThanOrEqualTo(1.25);
    }

    private double migrate(int run, boolean relayed) throws Exception {
        Path to = folder.resolve("to" + run + relayed);
        Path from = folder.resolve("from" + run + relayed);
        String name = run + "-" + relayed;
        try (Qemu a = Qemu.start(Version.INSTALLED, folder, "a" + name);
                Qemu b = Qemu.start(Version.INSTALLED, folder, "b" + name, "-incoming", "unix:" + to);
                Entrance entrance = MigrationAddress.parse("unix:" + from).listen()) {
            a.awaitCounterAbove(0);
            Future<List<ConnectionReport>> relay =
                    relayed ? relay(entrance, to) : CompletableFuture.completedFuture(List.of());
            a.capability("return-path");
            a.migrate(relayed ? entrance.name() : "unix:" + to);
            assertThat(a.migrated()).isEqualTo("completed");
            b.awaitState("running");
            relay.get();
            return Double.parseDouble(a.execute("query-migrate").get("total-time"));
        }
    }
}
