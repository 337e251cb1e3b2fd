package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.memory.RamBlock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What tells how long the guest stood still, as the guest sees it: with every beat it writes the time into its own memory
 * and looks how long ago the last beat was. All it knows is in that memory, so it goes on counting on the destination, and
 * its first beat there measures the whole gap of a migration. Source and destination must share a clock: they do on one
 * machine.
 *
 * <p>The guest's thread beats; anyone may ask at any time.
 */
public final class Heartbeat {

    /** Where the heartbeat is in its block: the first page above 1 MiB, so that it is not in the way of a page of zeros. */
    static final int OFFSET = 1 << 20;

    private static final int LAST = OFFSET;
    private static final int BEATS = OFFSET + Long.BYTES;
    private static final int LONGEST = OFFSET + 2 * Long.BYTES;

    private final RamBlock block;
    private final LongSupplier epochNanos;
    private volatile long handoverGap = -1;
    private boolean first = true;

    /**
     * A heartbeat in a block of guest RAM.
     *
     * @param epochNanos nanoseconds since 1970, the same on all hosts of the guest
     */
    Heartbeat(RamBlock block, LongSupplier epochNanos) {
        this.block = block;
        this.epochNanos = epochNanos;
    }

    /** Nanoseconds since 1970 by the system's clock, in whole microseconds on most systems. */
    static long systemEpochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** One beat. Only the guest's thread may call this. */
    void beat() {
        long now = epochNanos.getAsLong();
        long last = block.readLong(LAST);
        if (last != 0) {
            long gap = now - last;
            if (gap > block.readLong(LONGEST)) {
                block.writeLong(LONGEST, gap);
            }
            if (first) {
                handoverGap = gap;
            }
        }
        first = false;
        block.writeLong(LAST, now);
        block.writeLong(BEATS, block.readLong(BEATS) + 1);
    }

    /** Nanoseconds from the last beat before this process ran the guest to the first in it; -1 if there is no such gap. */
    public long handoverGapNanos() {
        return handoverGap;
    }

    /** Beats since the guest was started, wherever that was. Exact only while the guest is stopped. */
    public long beats() {
        return block.readLong(BEATS);
    }

    /** The longest gap so far in nanoseconds. Exact only while the guest is stopped. */
    public long longestGapNanos() {
        return block.readLong(LONGEST);
    }
}
