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

/** Writes what hot tracepoints have counted, once a second and at the end of each chunk. Safe for use by many threads. */
final class MetricSampling {

    private static final Queue<WeakReference<HotMetric>> METRICS = new ConcurrentLinkedQueue<>();

    private MetricSampling() {}

    /** Has a metric sampled. It is held weakly, so that it goes with the class loader of its tracepoint. */
    static HotMetric register(HotMetric metric) {
        // Flight Recorder learns of the sample's event with the tracepoint's own, not in the middle of the first hits.
        MetricSample.enabled();
        METRICS.removeIf(known -> known.get() == null);
        METRICS.add(new WeakReference<>(metric));
        return metric;
    }

    /** Sees that samples are taken. After the first call this costs nothing. */
    static void start() {
        Hooks.ensureSet();
    }

    private static void sampleAll() {
        if (!MetricSample.enabled()) {
            return;
        }
        for (WeakReference<HotMetric> known : METRICS) {
            HotMetric metric = known.get();
            if (metric != null) {
                metric.sample();
            }
        }
    }

    /** Set at the first hit, since before a recording runs nobody needs them, and Flight Recorder takes long to load. */
    private static final class Hooks {

        /** Held by this class, so that the agent need not hold it and what its loader loaded. */
        private static final Runnable SAMPLE = MetricSampling::sampleAll;

        static {
            if (!ThreadTrace.askAtChunkEnd(SAMPLE) || !ThreadTrace.askEverySecond(SAMPLE)) {
                askFlightRecorder();
            }
        }

        private Hooks() {}

        static void ensureSet() {}

        /** Without the agent tracepoints may still be hit by hand; then Flight Recorder keeps this class for good. */
        private static void askFlightRecorder() {
            try {
                // Flight Recorder takes each hook once.
                FlightRecorder.addPeriodicEvent(ChunkEnd.class, () -> sampleAll());
                FlightRecorder.addPeriodicEvent(Second.class, () -> sampleAll());
            } catch (RuntimeException | LinkageError withoutFlightRecorder) {
                // Then no recording can hold the samples either.
            }
        }
    }

    /** Never committed: it only brings the hook. */
    @Name("dev.tracebridge.MetricChunkEnd")
    @Label("Metrics at Chunk End")
    @Enabled(true)
    @StackTrace(false)
    @Period("endChunk")
    private static final class ChunkEnd extends Event {}

    /** Never committed: it only brings the hook. */
    @Name("dev.tracebridge.Second")
    @Label("Second")
    @Enabled(true)
    @StackTrace(false)
    @Period("1 s")
    private static final class Second extends Event {}
}
