package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The connection is cut after each of many byte counts that end a field of a recorded migration. Never do two guests run;
 * none runs only where the source could not know whether the destination had started it, and then it says so.
 */
class FaultInjectionTest {

    private static final MachineSettings SMALL = new MachineSettings(MachineSettings.MINIMUM_RAM, 50, 1 << 20, 0);

    private static final MigrationParameters PARAMETERS =
            new MigrationParameters(Duration.ofMillis(300), 1L << 30, Sides.TIMEOUT, Duration.ofSeconds(5));

    /** From the answer to the last PING to the byte that starts the guest there are few fields. */
    private static final int WINDOW = 4;

    /** Where a guest was at the end. */
    private enum Where {
        SOURCE,
        DESTINATION,
        NOWHERE
    }

    @Test
    void neverRunsTwoGuestsWhereverPrecopyIsCut() throws Exception {
        precopy(40);
    }

    @Test
    @EnabledIfSystemProperty(named = "tracebridge.nightly", matches = "true")
    void neverRunsTwoGuestsWhereverPrecopyIsCutNightly() throws Exception {
        precopy(500);
    }

    @Test
    void staysStoppedWhereTheAnswerIsLost() throws Exception {
        for (long bytes : new long[] {18, 20, 23}) {
            assertThat(cutBackward(bytes))
                    .as("answers cut after %d bytes", bytes)
                    .isEqualTo(Where.DESTINATION);
        }
    }

    @Test
    void neverRunsTwoGuestsWhicheverChannelOfMultifdIsCut() throws Exception {
        MigrationCapabilities multifd =
                MigrationCapabilities.NONE.withMultifd(2, MultifdFlush.ROUND, ZeroPages.MULTIFD);
        for (int connection = 0; connection < 3; connection++) {
            for (long bytes : new long[] {0, 7, 64, 500, 1408, 5000, 100_000, 400_000}) {
                List<Long> cuts = new ArrayList<>(List.of(-1L, -1L, -1L));
                cuts.set(connection, bytes);
                cut(multifd, cuts, List.of());
            }
        }
    }

    private void precopy(int points) throws Exception {
        List<Long> ends = fieldEnds();
        int nowhere = 0;
        for (long cut : sample(ends, points)) {
            Where where = cutForward(cut);
            if (where == Where.NOWHERE) {
                nowhere++;
                System.err.printf("cut after %d of %d bytes: no guest runs, and the source says so%n", cut, last(ends));
            }
        }
        System.err.printf("%d cuts, %d of them in the window where neither side runs the guest%n", points, nowhere);
        assertThat(nowhere).as("guests that run nowhere").isLessThanOrEqualTo(WINDOW);
    }

    /** Half of the points all over the stream, half in its last fields, where the guest is handed over. */
    private static List<Long> sample(List<Long> ends, int points) {
        List<Long> sample = new ArrayList<>();
        int half = Math.min(points / 2, ends.size());
        for (int i = 0; i < half; i++) {
            sample.add(ends.get((int) ((long) i * ends.size() / half)));
        }
        for (int i = Math.max(0, ends.size() - (points - half)); i < ends.size(); i++) {
            sample.add(ends.get(i));
        }
        return sample;
    }

    private static long last(List<Long> ends) {
        return ends.get(ends.size() - 1);
    }

    private static List<Long> fieldEnds() throws Exception {
        byte[] stream;
        try (Sides sides = Sides.of(SMALL, MigrationCapabilities.NONE);
                CutProxy proxy = new CutProxy(sides.listener().address(), List.of(), List.of())) {
            sides.through(proxy.address());
            CompletableFuture<IncomingReport> incoming = sides.receive();
            sides.migrate(PARAMETERS).await();
            incoming.get();
            stream = proxy.recorded();
        }
        try (Machine machine = Machine.waiting(SMALL.ram())) {
            return FieldEnds.of(stream, machine);
        }
    }

    private static Where cutForward(long bytes) throws Exception {
        return cut(MigrationCapabilities.NONE, List.of(bytes), List.of());
    }

    private static Where cutBackward(long bytes) throws Exception {
        return cut(MigrationCapabilities.NONE, List.of(), List.of(bytes));
    }

    private static Where cut(MigrationCapabilities mode, List<Long> forward, List<Long> backward) throws Exception {
        try (Sides sides = Sides.of(SMALL, mode);
                CutProxy proxy = new CutProxy(sides.listener().address(), forward, backward)) {
            sides.through(proxy.address());
            CompletableFuture<IncomingReport> incoming = sides.receive();
            MigrationReport report = sides.migrate(PARAMETERS).await();
            sides.listener().close();
            IncomingReport received = outcome(incoming);
            boolean here = sides.source().runState() == RunState.RUNNING;
            boolean there = sides.destination().runState() == RunState.RUNNING;
            String what = "cut " + forward + backward + ": " + report.status() + " " + report.error();

            assertThat(here && there).as(what).isFalse();
            assertThat(report.guestRunsHere()).as(what).isEqualTo(here);
            if (there) {
                assertThat(received.digests())
                        .as(what)
                        .isEqualTo(MemorySnapshot.begin(sides.source().memory()).digests());
            }
            if (!here && report.status() != MigrationStatus.COMPLETED) {
                assertThat(report.guestMayRunThere()).as(what).isTrue();
                assertThat(report.error()).as(what).endsWith("the guest is left stopped here, for it may run there");
            }
            return here ? Where.SOURCE : there ? Where.DESTINATION : Where.NOWHERE;
        }
    }

    private static IncomingReport outcome(CompletableFuture<IncomingReport> incoming) throws InterruptedException {
        try {
            return incoming.get();
        } catch (ExecutionException e) {
            return null;
        }
    }
}
