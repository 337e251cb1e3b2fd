package dev.tracebridge.runtime;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts hits of a tracepoint that is too hot for an event each, or the values of one of its arguments. What was counted is written as one event a
 * second while a recording wants it, and whenever Flight Recorder ends a chunk.
 *
 * <p>The count is kept in stripes, and threads are spread over them; where two threads meet in one, one of them moves on, so that soon none touches
 * another's cache lines. A hit costs one atomic addition, of a histogram two.
 *
 * <p><b>Assumptions:</b> none. <b>Guarantees:</b> no hit is lost and none counted twice; what is written never goes down. A histogram's count and sum
 * may be a few hits apart while threads run. <b>Progress:</b> wait-free.
 */
public final class HotMetric {

    private static final int STRIPES = stripes();
    // Two cache lines, as processors fetch them in pairs.
    private static final int PADDING = 16;

    /** Every so many hits a thread looks whether another one counts in its stripe, and so often. */
    private static final int LOOK_INTERVAL = 256;

    private static final int LOOKS = 16;

    /** By how many stripes threads have moved on, by id. Not guarded: a move that is lost is made again, and any stripe is a right one. */
    private static final byte[] MOVES = new byte[256];

    // Up to 0, and up to each power of two that a long holds.
    private static final int BUCKETS = 65;
    private static final int SUM = BUCKETS;
    private static final int HISTOGRAM_LENGTH = 80;

    private final String name;
    private final boolean histogram;
    private final String unit;
    private final String catalogue;
    private final String hash;
    private final String declaration;
    private final long source = System.nanoTime() ^ (long) System.identityHashCode(this) << Integer.SIZE;
    private final long since = System.currentTimeMillis();
    private final int stripeLength;
    private final AtomicLongArray cells;

    private HotMetric(String name, boolean histogram, String unit, String catalogue, String hash, String declaration) {
        this.name = name;
        this.histogram = histogram;
        this.unit = unit;
        this.catalogue = catalogue;
        this.hash = hash;
        this.declaration = declaration;
        this.stripeLength = histogram ? HISTOGRAM_LENGTH : PADDING;
        this.cells = new AtomicLongArray(STRIPES * stripeLength + PADDING);
    }

    private static int stripes() {
        int wanted = Math.min(64, 2 * Runtime.getRuntime().availableProcessors());
        return Integer.highestOneBit(Math.max(1, wanted));
    }

    /**
     * A counter of hits.
     *
     * @param name the metric's whole name
     * @param unit the unit in UCUM's spelling, possibly empty
     * @param catalogue the catalogue's namespace
     * @param hash the catalogue's hash
     * @param declaration the tracepoint's line of the catalogue
     * @return the counter, at 0
     */
    public static HotMetric counter(String name, String unit, String catalogue, String hash, String declaration) {
        return MetricSampling.register(new HotMetric(name, false, unit, catalogue, hash, declaration));
    }

    /**
     * A histogram of an argument.
     *
     * @param name the metric's whole name
     * @param unit the unit in UCUM's spelling, possibly empty
     * @param catalogue the catalogue's namespace
     * @param hash the catalogue's hash
     * @param declaration the tracepoint's line of the catalogue
     * @return the histogram, empty
     */
    public static HotMetric histogram(String name, String unit, String catalogue, String hash, String declaration) {
        return MetricSampling.register(new HotMetric(name, true, unit, catalogue, hash, declaration));
    }

    /**
     * Whether any recording wants to know what is counted.
     *
     * @return true if so
     */
    public static boolean enabled() {
        return MetricSample.enabled();
    }

    /** Counts one hit; for a counter. */
    public void add() {
        MetricSampling.start();
        hit(0);
    }

    /**
     * Records one value; for a histogram.
     *
     * @param value the value
     */
    public void record(long value) {
        MetricSampling.start();
        cells.getAndAdd(hit(bucket(value)) + SUM, value);
    }

    /**
     * Records one value; for a histogram. What is behind the point is cut off.
     *
     * @param value the value
     */
    public void record(double value) {
        record((long) value);
    }

    /** Counts in this thread's stripe, and tells where that begins. */
    private int hit(int bucket) {
        int thread = (int) Thread.currentThread().getId();
        int stripe = PADDING + stripe(thread);
        long before = cells.getAndAdd(stripe + bucket, 1);
        if ((before & LOOK_INTERVAL - 1) == 0) {
            moveIfShared(thread, stripe + bucket, before + 1);
        }
        return stripe;
    }

    /** Who counts here too while this thread does not would also wait for this thread's cache line. */
    private void moveIfShared(int thread, int index, long mine) {
        for (int i = 0; i < LOOKS; i++) {
            if (cells.get(index) != mine) {
                // Not both to the same stripe, if both notice: their counts differ.
                MOVES[thread & MOVES.length - 1] += (byte) (1 + (mine / LOOK_INTERVAL & 1));
                return;
            }
        }
    }

    private int stripe(int thread) {
        return (thread + MOVES[thread & MOVES.length - 1] & STRIPES - 1) * stripeLength;
    }

    private static int bucket(long value) {
        return value <= 0 ? 0 : BUCKETS - Long.numberOfLeadingZeros(value - 1);
    }

    /** Hits until now. */
    long count() {
        long count = 0;
        for (int bucket = 0; bucket < (histogram ? BUCKETS : 1); bucket++) {
            count += total(bucket);
        }
        return count;
    }

    /** The sum of all values until now. */
    long sum() {
        return histogram ? total(SUM) : count();
    }

    private long total(int cell) {
        long total = 0;
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            total += cells.get(PADDING + stripe * stripeLength + cell);
        }
        return total;
    }

    /** Writes what was counted until now, if anything was. */
    void sample() {
        MetricSample sample = new MetricSample();
        if (!sample.shouldCommit()) {
            return;
        }
        StringBuilder buckets = new StringBuilder();
        long count = 0;
        for (int bucket = 0; bucket < (histogram ? BUCKETS : 1); bucket++) {
            long total = total(bucket);
            count += total;
            if (histogram && total != 0) {
                buckets.append(buckets.length() == 0 ? "" : " ")
                        .append(bucket)
                        .append(':')
                        .append(total);
            }
        }
        if (count == 0) {
            return;
        }
        sample.metric = name;
        sample.instrument = histogram ? "histogram" : "counter";
        sample.unit = unit;
        sample.catalogue = catalogue;
        sample.hash = hash;
        sample.declaration = declaration;
        sample.source = source;
        sample.since = since;
        sample.count = count;
        sample.sum = histogram ? total(SUM) : count;
        sample.buckets = buckets.toString();
        // No hit of a tracepoint, so it does not count as an event emitted.
        sample.commit();
    }
}
