package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The guest moves before its memory does. */
class PostcopyTest {

    private static final long RAM = 16L << 20;

    private static final MachineSettings BUSY = new MachineSettings(RAM, 60, 8L << 20, 20L << 20);

    /** So slow that the guest runs into pages that have not been sent yet. */
    private static final MigrationParameters SLOW =
            new MigrationParameters(Duration.ofMillis(300), 8L << 20, Sides.TIMEOUT, Duration.ofSeconds(5), 24L << 20);

    /** As fast as it goes, for runs that are cut off again and again. */
    private static final MigrationParameters FAST =
            new MigrationParameters(Duration.ofMillis(300), 1L << 30, Sides.TIMEOUT, Duration.ofSeconds(1), 200L << 20);

    private static final MachineSettings SMALL =
            new MachineSettings(MachineSettings.MINIMUM_RAM, 60, 2L << 20, 20L << 20);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void servesTheGuestThePagesItWaitsFor(boolean preempt) throws Exception {
        MigrationCapabilities postcopy = MigrationCapabilities.NONE.withPostcopy(preempt);
        try (Sides sides = Sides.of(BUSY, postcopy)) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(SLOW);
            migration.startPostcopy();
            MigrationReport report = migration.await();
            IncomingReport received = incoming.get();

            MigrationModesTest.assertMoved(sides, report, received);
            assertThat(received.pageFaults()).isPositive();
            assertThat(received.blocktimeMillis()).isPositive();
            assertThat(report.pageRequests()).isBetween(1L, received.pageFaults());
            // The end mark of the channel of urgent pages may stay unread: when all pages are here, it is closed.
            assertThat(received.received())
                    .isBetween(report.transferred() - (preempt ? Long.BYTES : 0), report.transferred());
            assertThat(received.normalPages()).isEqualTo(report.normalPages());
            assertThat(report.downtimeMillis()).isLessThan(report.totalMillis());
            assertThat(sides.destination().heartbeat().beats())
                    .isGreaterThan(sides.source().heartbeat().beats());
        }
    }

    @Test
    void doesNotLetTheGuestWaitForTheBandwidthLimit() throws Exception {
        MigrationParameters crawling =
                new MigrationParameters(Duration.ofMillis(300), 64 << 10, Sides.TIMEOUT, Sides.TIMEOUT, 1 << 20);
        MachineSettings reader = new MachineSettings(MachineSettings.MINIMUM_RAM, 40, 1 << 20, 10L << 20);
        try (Sides sides = Sides.of(reader, MigrationCapabilities.NONE.withPostcopy(false))) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(crawling);
            migration.startPostcopy();
            MigrationReport report = migration.await();
            IncomingReport received = incoming.get();

            MigrationModesTest.assertMoved(sides, report, received);
            assertThat(received.pageFaults()).isPositive();
            assertThat(received.blocktimeMillis() / received.pageFaults())
                    .as("milliseconds for a page, of which a window has 100")
                    .isLessThan(50);
        }
    }

    @Test
    void goesOverToPostcopyWithXbzrleAfterRounds() throws Exception {
        MigrationCapabilities both =
                MigrationCapabilities.NONE.withXbzrle(32L << 20).withPostcopy(false);
        MigrationParameters parameters =
                new MigrationParameters(Duration.ofMillis(1), 32L << 20, Sides.TIMEOUT, Duration.ofSeconds(5), 0);
        try (Sides sides = Sides.of(BUSY, both)) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(parameters);
            while (migration.dirtySyncs() < 2 && !migration.isFinished()) {
                Thread.onSpinWait();
            }
            migration.startPostcopy();

            MigrationModesTest.assertMoved(sides, migration.await(), incoming.get());
        }
    }

    @Test
    void refusesToStartWhatWasNotAnnounced() throws Exception {
        try (Sides sides = Sides.of(SMALL, MigrationCapabilities.NONE)) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(FAST);

            assertThatIllegalStateException().isThrownBy(migration::startPostcopy);
            migration.await();
            incoming.get();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void goesOnOverNewConnectionsAfterSeveralCuts(boolean preempt) throws Exception {
        List<Long> cuts = preempt
                ? List.of(3_000_000L, -1L, 1_500_000L, -1L, 1_000_000L, -1L)
                : List.of(3_000_000L, 1_500_000L, 1_000_000L);
        PostcopyCut outcome = PostcopyCut.of(BUSY, SLOW, preempt, cuts, List.of(), true);

        assertThat(outcome.report().pauses()).isEqualTo(3);
        assertThat(outcome.received().pauses()).isEqualTo(3);
        assertThat(outcome.report().status()).isEqualTo(MigrationStatus.COMPLETED);
    }

    @Test
    void givesUpWhereNobodyReconnectsAndSaysWhereTheGuestMayRun() throws Exception {
        try (Sides sides = Sides.of(BUSY, MigrationCapabilities.NONE.withPostcopy(false));
                CutProxy proxy = new CutProxy(sides.listener().address(), List.of(3_000_000L), List.of(), true)) {
            sides.through(proxy.address());
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(SLOW);
            migration.startPostcopy();
            MigrationReport report = migration.await();

            assertThat(report.status()).isEqualTo(MigrationStatus.FAILED);
            assertThat(report.guestRunsHere()).isFalse();
            assertThat(report.guestMayRunThere()).isTrue();
            assertThat(report.error()).contains("postcopy was cut off", "it may run there");
            assertThat(migration.cancel()).isFalse();
            assertThat(sides.source().runState()).isEqualTo(RunState.FINISH_MIGRATE);
            assertThat(incoming).failsWithin(Sides.TIMEOUT);
            migration.runHere();
            assertThat(sides.source().runState()).isEqualTo(RunState.RUNNING);
            assertThatIllegalStateException().isThrownBy(migration::runHere);
        }
    }
}
