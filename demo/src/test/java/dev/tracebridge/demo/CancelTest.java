package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.SocketTransport;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration is given up at whatever moment: the guest runs on here, or it was too late and it runs there. */
class CancelTest {

    private static final MachineSettings SMALL = new MachineSettings(MachineSettings.MINIMUM_RAM, 50, 1 << 20, 1 << 20);

    private static final MigrationParameters QUICK =
            new MigrationParameters(Duration.ofMillis(300), 1L << 30, Sides.TIMEOUT, Duration.ofSeconds(5));

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 300, 600, 1000, 2000, 3000, 5000, 8000, 12_000, 16_000, 20_000, 30_000, 50_000})
    void leavesOneGuestWheneverItComes(int microseconds) throws Exception {
        MigrationCapabilities mode = microseconds % 300 == 0
                ? MigrationCapabilities.NONE.withMultifd(2, MultifdFlush.ROUND, ZeroPages.MULTIFD)
                : MigrationCapabilities.NONE;
        try (Sides sides = Sides.of(SMALL, mode)) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            OutgoingMigration migration = sides.migrate(QUICK);
            long until = System.nanoTime() + microseconds * 1000L;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            boolean inTime = migration.cancel();
            MigrationReport report = migration.await();
            sides.listener().close();
            boolean there = arrived(incoming) && sides.destination().runState() == RunState.RUNNING;

            assertThat(report.status()).isEqualTo(inTime ? MigrationStatus.CANCELLED : MigrationStatus.COMPLETED);
            assertThat(report.guestRunsHere()).isEqualTo(inTime);
            assertThat(sides.source().runState()).isEqualTo(inTime ? RunState.RUNNING : RunState.POSTMIGRATE);
            assertThat(there).isEqualTo(!inTime);
            assertThat(migration.cancel()).isFalse();
        }
    }

    @Test
    void doesNotWaitForADestinationThatStopsReading() throws Exception {
        MachineSettings large = new MachineSettings(64L << 20, 100, 4L << 20, 0);
        try (Sides sides = Sides.of(large, MigrationCapabilities.NONE)) {
            OutgoingMigration migration = sides.migrate(QUICK);
            try (SocketTransport silent = sides.listener().accept(Sides.TIMEOUT, Sides.TIMEOUT)) {
                assertThat(migration.cancel()).isTrue();
                MigrationReport report = migration.await();

                assertThat(silent.isOpen()).isTrue();
                assertThat(report.status()).isEqualTo(MigrationStatus.CANCELLED);
                assertThat(report.error()).isEqualTo("cancelled");
                assertThat(sides.source().runState()).isEqualTo(RunState.RUNNING);
            }
        }
    }

    private static boolean arrived(CompletableFuture<IncomingReport> incoming) throws InterruptedException {
        try {
            return incoming.get() != null;
        } catch (ExecutionException e) {
            return false;
        }
    }
}
