package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import dev.tracebridge.demo.source.XbzrleStatistics;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the mode: the guest's memory arrives byte for byte, and it runs on the destination alone. */
class MigrationModesTest {

    private static final long RAM = 16L << 20;

    /** Slow enough for several rounds. */
    private static final MigrationParameters ROUNDS =
            new MigrationParameters(Duration.ofMillis(10), 24L << 20, Sides.TIMEOUT, Sides.TIMEOUT);

    private static final MachineSettings BUSY = new MachineSettings(RAM, 50, 4L << 20, 8L << 20);

    private static Stream<MigrationCapabilities> modes() {
        MigrationCapabilities none = MigrationCapabilities.NONE;
        return Stream.of(
                none,
                none.withSwitchoverStart(false),
                none.withXbzrle(64L << 20),
                none.withXbzrle(64 << 10),
                none.withMultifd(1, MultifdFlush.ROUND, ZeroPages.MULTIFD),
                none.withMultifd(4, MultifdFlush.ROUND, ZeroPages.MULTIFD),
                none.withMultifd(4, MultifdFlush.SECTION, ZeroPages.LEGACY),
                none.withMultifd(2, MultifdFlush.ROUND, ZeroPages.LEGACY),
                none.withMultifd(2, MultifdFlush.SECTION, ZeroPages.NONE),
                none.withAutoConverge(true));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void movesTheGuestWithItsMemory(MigrationCapabilities mode) throws Exception {
        try (Sides sides = Sides.of(BUSY, mode)) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            MigrationReport report = sides.migrate(ROUNDS).await();
            IncomingReport received = incoming.get();

            assertMoved(sides, report, received);
            assertThat(report.dirtySyncs()).isGreaterThan(2);
            assertThat(received.received()).isEqualTo(report.transferred());
            assertThat(received.normalPages()).isEqualTo(report.normalPages());
            assertThat(received.zeroPages()).isEqualTo(report.zeroPages());
        }
    }

    @Test
    void sendsDifferencesOfPagesThatHardlyChange() throws Exception {
        MigrationCapabilities xbzrle = MigrationCapabilities.NONE.withXbzrle(64L << 20);
        MachineSettings steady = new MachineSettings(RAM, 50, 2L << 20, 40L << 20);
        MigrationParameters slow =
                new MigrationParameters(Duration.ofMillis(3), 24L << 20, Sides.TIMEOUT, Sides.TIMEOUT);
        XbzrleStatistics statistics = null;
        // a busy machine may give the guest no time to write to a page twice
        for (int attempt = 0; attempt < 5 && (statistics == null || statistics.pages() == 0); attempt++) {
            try (Sides sides = Sides.of(steady, xbzrle)) {
                CompletableFuture<IncomingReport> incoming = sides.receive();
                MigrationReport report = sides.migrate(slow).await();
                IncomingReport received = incoming.get();
                statistics = report.xbzrle();

                assertMoved(sides, report, received);
                assertThat(received.xbzrlePages()).isEqualTo(statistics.pages());
            }
        }
        assertThat(statistics.pages()).isPositive();
        assertThat(statistics.bytes() / statistics.pages()).isLessThan(1000);
        assertThat(statistics.cacheMisses()).isPositive();
    }

    @Test
    void slowsAGuestDownThatIsTooFast() throws Exception {
        MachineSettings fast = new MachineSettings(RAM, 50, 12L << 20, 100L << 20);
        MigrationParameters slow =
                new MigrationParameters(Duration.ofMillis(100), 16L << 20, Duration.ofSeconds(60), Sides.TIMEOUT);
        try (Sides sides = Sides.of(fast, MigrationCapabilities.NONE.withAutoConverge(true))) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(slow);
            long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
            while (sides.source().throttlePercent() < 30 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(sides.source().throttlePercent()).isGreaterThanOrEqualTo(30);
            assertThat(migration.cancel()).isTrue();
            MigrationReport report = migration.await();
            sides.source().stop(RunState.PAUSED);

            assertThat(report.status()).isEqualTo(MigrationStatus.CANCELLED);
            assertThat(report.throttlePercent()).isGreaterThanOrEqualTo(30);
            assertThat(sides.source().throttlePercent()).isZero();
            assertThat(sides.source().stolenNanos()).isPositive();
            assertThat(incoming).failsWithin(Sides.TIMEOUT);
        }
    }

    static void assertMoved(Sides sides, MigrationReport report, IncomingReport received) throws IOException {
        assertThat(report.error()).isNull();
        assertThat(report.status()).isEqualTo(MigrationStatus.COMPLETED);
        assertThat(report.guestRunsHere()).isFalse();
        assertThat(report.guestMayRunThere()).isFalse();
        assertThat(sides.source().runState()).isEqualTo(RunState.POSTMIGRATE);
        assertThat(received.status()).isEqualTo(MigrationStatus.COMPLETED);
        assertThat(received.problem()).isNull();
        assertThat(received.guestRunsHere()).isTrue();
        assertThat(sides.destination().runState()).isEqualTo(RunState.RUNNING);
        assertThat(received.digests())
                .isEqualTo(MemorySnapshot.begin(sides.source().memory()).digests());
    }
}
