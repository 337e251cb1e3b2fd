package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.memory.BlockDigest;
import java.util.List;

/**
 * What came.
 *
 * @param status how it ended
 * @param totalMillis from the connection to the end
 * @param received bytes of the stream
 * @param normalPages pages received with their bytes
 * @param zeroPages pages received as zeros
 * @param xbzrlePages pages received as their difference
 * @param pageFaults pages the guest had to wait for
 * @param blocktimeMillis how long it waited for them
 * @param pauses how often postcopy was cut off
 * @param digests the hashes of memory as it was when the guest was handed over; empty if they were not asked for or the
 *     migration failed
 * @param guestRunsHere whether the guest runs in this process now
 * @param problem what was wrong without being worth failing for; null for nothing
 */
public record IncomingReport(
        MigrationStatus status,
        long totalMillis,
        long received,
        long normalPages,
        long zeroPages,
        long xbzrlePages,
        long pageFaults,
        long blocktimeMillis,
        int pauses,
        List<BlockDigest> digests,
        boolean guestRunsHere,
        String problem) {

    /** Takes a copy. */
    public IncomingReport {
        digests = List.copyOf(digests);
    }
}
