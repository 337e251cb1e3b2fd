package dev.tracebridge.runtime;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/**
 * Writes the spans that are open when the JVM ends.
 *
 * <p>JFR's own shutdown hook stops the recordings and may run before any hook of ours. But it ends the chunk first, and asks the hooks of events
 * with the period {@code endChunk}; what they commit is still in the chunk. So the last chunk end is where the open spans come out.
 */
final class UnfinishedSpans {

    private static final Queue<Runnable> SOURCES = new ConcurrentLinkedQueue<>();

    static {
        try {
            FlightRecorder.addPeriodicEvent(ChunkEnd.class, UnfinishedSpans::chunkEnds);
        } catch (RuntimeException | LinkageError withoutFlightRecorder) {
            // Then no recording can hold the events either.
        }
    }

    private UnfinishedSpans() {}

    static void register(Runnable abandonOpen) {
        SOURCES.add(abandonOpen);
    }

    private static void chunkEnds() {
        if (shutdownInProgress()) {
            SOURCES.forEach(Runnable::run);
        }
    }

    private static boolean shutdownInProgress() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException inShutdown) {
            return true;
        }
    }

    /** Never committed: it only brings the hook. */
    @Name("dev.tracebridge.ChunkEnd")
    @Label("Chunk End")
    @Enabled(true)
    @StackTrace(false)
    @Period("endChunk")
    private static final class ChunkEnd extends Event {}
}
