package dev.tracebridge.runtime;

import java.lang.ref.WeakReference;
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

    private static final Queue<WeakReference<Runnable>> SOURCES = new ConcurrentLinkedQueue<>();

    /** Held by this class, so that the agent need not hold it and what its loader loaded. */
    private static final Runnable CHUNK_END = UnfinishedSpans::chunkEnds;

    static {
        if (!ThreadTrace.askAtChunkEnd(CHUNK_END)) {
            askFlightRecorder();
        }
    }

    private UnfinishedSpans() {}

    /**
     * Asks a source for its open spans when the JVM ends.
     *
     * @param abandonOpen writes the open spans as unfinished; held weakly, so that a source goes with the class loader of its events
     */
    static void register(Runnable abandonOpen) {
        SOURCES.removeIf(known -> known.get() == null);
        SOURCES.add(new WeakReference<>(abandonOpen));
    }

    /** Without the agent the events may still be used by hand; then Flight Recorder keeps this class for good. */
    private static void askFlightRecorder() {
        try {
            FlightRecorder.addPeriodicEvent(ChunkEnd.class, CHUNK_END);
        } catch (RuntimeException | LinkageError withoutFlightRecorder) {
            // Then no recording can hold the events either.
        }
    }

    private static void chunkEnds() {
        if (shutdownInProgress()) {
            for (WeakReference<Runnable> known : SOURCES) {
                Runnable abandonOpen = known.get();
                if (abandonOpen != null) {
                    abandonOpen.run();
                }
            }
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
