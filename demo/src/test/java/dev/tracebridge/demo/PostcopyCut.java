package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.source.OutgoingMigration;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A migration by postcopy whose connections were cut. Whatever came of it, two guests never ran, and memory that arrived
 * whole is the source's.
 *
 * @param received null where the destination gave up
 * @param delivered what the destination got over the first connection
 * @param here whether the guest runs on the source
 * @param there whether it runs on the destination
 */
record PostcopyCut(MigrationReport report, IncomingReport received, byte[] delivered, boolean here, boolean there) {

    /**
     * Migrates over connections that are cut, one after the other, after so many bytes; -1 for never.
     *
     * @param preempt whether a second connection at a time is for urgent pages
     * @param atOnce whether no answer to what arrived last arrives
     */
    static PostcopyCut of(
            MachineSettings settings,
            MigrationParameters parameters,
            boolean preempt,
            List<Long> forward,
            List<Long> backward,
            boolean atOnce)
            throws Exception {
        try (Sides sides = Sides.of(settings, MigrationCapabilities.NONE.withPostcopy(preempt));
                CutProxy proxy = new CutProxy(sides.listener().address(), forward, backward, atOnce)) {
            CompletableFuture<IncomingReport> incoming = sides.receive();
            sides.through(proxy.address()).recovering(reconnecting(sides, incoming));
            OutgoingMigration migration = sides.migrate(parameters);
            migration.startPostcopy();
            MigrationReport report = migration.await();
            if (report.status() != MigrationStatus.COMPLETED) {
                sides.listener().close();
            }
            IncomingReport received = outcome(incoming);
            boolean here = sides.source().runState() == RunState.RUNNING;
            boolean there = sides.destination().runState() == RunState.RUNNING;
            String what = "cut " + forward + backward + ": " + report.status() + " " + report.error();

            assertThat(here && there).as(what).isFalse();
            assertThat(report.guestRunsHere()).as(what).isEqualTo(here);
            if (report.status() == MigrationStatus.COMPLETED) {
                assertThat(there).as(what).isTrue();
                assertThat(received).as(what).isNotNull();
            }
            if (received != null) {
                assertThat(received.digests())
                        .as(what)
                        .isEqualTo(MemorySnapshot.begin(sides.source().memory()).digests());
            }
            if (!here && report.status() != MigrationStatus.COMPLETED) {
                assertThat(report.guestMayRunThere()).as(what).isTrue();
                assertThat(report.error()).as(what).endsWith("the guest is left stopped here, for it may run there");
            }
            return new PostcopyCut(report, received, proxy.recorded(), here, there);
        }
    }

    /** Tries six times, then gives up; at once where the destination is known to have given up. */
    private static MoreChannels reconnecting(Sides sides, CompletableFuture<IncomingReport> incoming) {
        return new MoreChannels() {
            private int left = 6;

            @Override
            public MigrationChannel open() throws IOException {
                return sides.connect();
            }

            @Override
            public MigrationChannel recover(IOException cause) throws IOException {
                if (left-- == 0 || incoming.isCompletedExceptionally()) {
                    return MoreChannels.super.recover(cause);
                }
                return sides.connect();
            }
        };
    }

    private static IncomingReport outcome(CompletableFuture<IncomingReport> incoming) throws InterruptedException {
        try {
            return incoming.get();
        } catch (ExecutionException e) {
            return null;
        }
    }
}
