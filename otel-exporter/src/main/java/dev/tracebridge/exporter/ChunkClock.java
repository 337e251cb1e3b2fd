package dev.tracebridge.exporter;

import java.util.List;

/**
 * The time of events across the chunks of one JVM. Flight Recorder reads the time of day anew for each chunk, so that by each chunk's own reckoning the
 * border is microseconds off, and an event may seem to lie outside the span that it lay in. The ticks go on, though: between the beginnings of two
 * chunks time is taken to pass evenly, which makes one clock of all of them.
 *
 * <p>Chunks that cannot be of one clock, since ticks go back or the time was set, keep their own. Immutable.
 */
final class ChunkClock {

    private static final double NANOS_PER_SECOND = 1_000_000_000;
    private static final double MOST_DRIFT = 0.001;

    private final long[] ticks;
    private final long[] nanos;
    private final double[] nanosPerTick;
    /** Whether a chunk goes on where the one before it ended. */
    private final boolean[] goesOn;

    private ChunkClock(int chunks) {
        ticks = new long[chunks];
        nanos = new long[chunks];
        nanosPerTick = new double[chunks];
        goesOn = new boolean[chunks];
    }

    /** Makes a clock of chunks in the order of their file. */
    static ChunkClock of(List<ChunkHeader> chunks) {
        return of(chunks, true);
    }

    /**
     * Makes a clock by which it makes no difference whether the chunks to come are known, as they are not while a JVM runs: each chunk tells its own time,
     * and the one before it what it begins with.
     */
    static ChunkClock whileRunning(List<ChunkHeader> chunks) {
        return of(chunks, false);
    }

    private static ChunkClock of(List<ChunkHeader> chunks, boolean known) {
        ChunkClock clock = new ChunkClock(chunks.size());
        for (int i = 0; i < chunks.size(); i++) {
            ChunkHeader chunk = chunks.get(i);
            clock.ticks[i] = chunk.startTicks();
            clock.nanos[i] = chunk.startNanos();
            clock.nanosPerTick[i] = NANOS_PER_SECOND / chunk.ticksPerSecond();
            if (i > 0 && chunk.ticksPerSecond() == chunks.get(i - 1).ticksPerSecond()) {
                clock.link(i - 1, i, known);
            }
        }
        return clock;
    }

    private void link(int chunk, int next, boolean known) {
        double passed = (double) nanos[next] - nanos[chunk];
        double rate = passed / ((double) ticks[next] - ticks[chunk]);
        if (ticks[next] > ticks[chunk] && Math.abs(rate / nanosPerTick[chunk] - 1) <= MOST_DRIFT) {
            nanosPerTick[chunk] = known ? rate : nanosPerTick[chunk];
            goesOn[next] = true;
        }
    }

    /**
     * The time of day.
     *
     * @param chunk the one whose event tells it, by its place in the file
     * @param time by the events' clock; what began before the chunk is in the one before it
     * @return nanoseconds since the epoch
     */
    long nanos(int chunk, long time) {
        int of = chunk;
        while (time < ticks[of] && goesOn[of]) {
            of--;
        }
        return nanos[of] + (long) ((time - ticks[of]) * nanosPerTick[of]);
    }
}
