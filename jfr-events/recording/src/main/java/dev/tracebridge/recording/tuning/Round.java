package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * One round of copying memory: from a synchronisation of the dirty bitmap to the next.
 *
 * @param begin when the synchronisation began
 * @param sync how long it took
 * @param dirtyPages what {@code migration_bitmap_sync_end} counted. In QEMU these are the pages that became dirty since the last reset of its
 *     period of at least a second, not those of this synchronisation alone.
 * @param dirtiedPerSecond how many pages became dirty a second since the synchronisation before; nothing for the first
 * @param pending the bytes still to be sent, as first said after the synchronisation
 * @param transferred bytes sent in the windows that ended in this round
 * @param window the sum of these windows, zero if none ended
 */
public record Round(
        Instant begin,
        Duration sync,
        OptionalLong dirtyPages,
        OptionalLong dirtiedPerSecond,
        OptionalLong pending,
        long transferred,
        Duration window) {

    /**
     * The bandwidth of the round.
     *
     * @return bytes per second, nothing where nothing was measured
     */
    public OptionalLong bandwidth() {
        return Transfer.bandwidth(transferred, window);
    }
}
