package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamWalk;
import dev.tracebridge.demo.machine.MachineSettings;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.MemorySnapshot;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.source.MigrationParameters;
import dev.tracebridge.demo.source.MigrationReport;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The connection is cut after each of many byte counts that end a field of a recorded migration. Never do two guests run.
 * None runs only where the source could not know whether the destination had started it, and then it says so: all that
 * comes before the end of the sections has arrived, as an answer said, and that end has not.
 */
class FaultInjectionTest {

    private static final MachineSettings SMALL = new MachineSettings(MachineSettings.MINIMUM_RAM, 50, 1 << 20, 0);

    private static final MigrationParameters PARAMETERS =
            new MigrationParameters(Duration.ofMillis(300), 1L << 30, Sides.TIMEOUT, Duration.ofSeconds(5));

    /** What the source has to hear arrived before it sends the one byte that starts the guest. */
    private static final byte[] LAST_PING = {8, 0, 2, 0, 4, 0, 0, 0, 5};

    /** Where a guest was at the end. */
    private enum Where {
        SOURCE,
        DESTINATION,
        NOWHERE
    }

    private record Outcome(Where where, byte[] delivered) {}

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
            assertThat(cut(MigrationCapabilities.NONE, List.of(), List.of(bytes), true)
                            .where())
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
                cut(multifd, cuts, List.of(), true);
            }
        }
    }

    private void precopy(int points) throws Exception {
        recorded(); // the first one is slower than those that are cut, and may differ in its sections
        byte[] whole = recorded();
        HandOver handOver = HandOver.in(whole);
        Map<Where, Integer> count = new EnumMap<>(Where.class);
        for (long cut : CutPoints.sample(FieldEnds.of(whole, SMALL.ram()), points, handOver.start, handOver.end)) {
            for (boolean atOnce : new boolean[] {true, false}) {
                Outcome outcome = cut(MigrationCapabilities.NONE, List.of(cut), List.of(), atOnce);
                count.merge(outcome.where(), 1, Integer::sum);
                if (outcome.where() == Where.NOWHERE) {
                    System.err.printf(
                            "precopy cut after %d of %d bytes: no guest runs, and the source says so%n",
                            cut, whole.length);
                    assertThatItIsInTheWindow(outcome.delivered());
                }
            }
        }
        System.err.printf("precopy cut after %d field ends, twice each: the guest ran %s%n", points, count);
        assertThat(count.values().stream().mapToInt(each -> each).sum()).isEqualTo(2 * points);
        assertThat(count).containsKeys(Where.SOURCE, Where.DESTINATION);
    }

    private static void assertThatItIsInTheWindow(byte[] delivered) {
        assertThat(Arrays.copyOfRange(delivered, delivered.length - LAST_PING.length, delivered.length))
                .as("the last of %d bytes that arrived", delivered.length)
                .isEqualTo(LAST_PING);
    }

    private static byte[] recorded() throws Exception {
        try (Sides sides = Sides.of(SMALL, MigrationCapabilities.NONE);
                CutProxy proxy = new CutProxy(sides.listener().address(), List.of(), List.of(), true)) {
            sides.through(proxy.address());
            CompletableFuture<IncomingReport> incoming = sides.receive();
            sides.migrate(PARAMETERS).await();
            incoming.get();
            return proxy.recorded();
        }
    }

    /** From the end of RAM to the end of the sections. */
    private static final class HandOver implements StreamVisitor {

        private long reached;
        private long start;
        private long end;

        static HandOver in(byte[] stream) throws IOException {
            HandOver visitor = new HandOver();
            StreamWalk.live(StreamInput.of(stream), RamBlock.PAGE_SIZE, visitor).sections();
            return visitor;
        }

        @Override
        public void section(SectionType type, SectionHeader header) {
            start = type == SectionType.END ? reached : start;
        }

        @Override
        public void endOfFile(long offset) {
            end = offset + 1;
        }

        @Override
        public void reached(long offset) {
            reached = offset;
        }
    }

    private static Outcome cut(MigrationCapabilities mode, List<Long> forward, List<Long> backward, boolean atOnce)
            throws Exception {
        try (Sides sides = Sides.of(SMALL, mode);
                CutProxy proxy = new CutProxy(sides.listener().address(), forward, backward, atOnce)) {
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
            return new Outcome(here ? Where.SOURCE : there ? Where.DESTINATION : Where.NOWHERE, proxy.recorded());
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
