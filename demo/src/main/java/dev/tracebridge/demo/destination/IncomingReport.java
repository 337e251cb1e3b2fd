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
 * @param digests the hashes of memory as it was when the guest was handed over; empty if they were not asked for or the
 *     migration failed
 * @param guestRunsHere whether the guest runs in this process now
 */
public record IncomingReport(
        MigrationStatus status,
        long totalMillis,
        long received,
        long normalPages,
        long zeroPages,
        List<BlockDigest> digests,
        boolean guestRunsHere) {

    /** Takes a copy. */
    public IncomingReport {
        digests = List.copyOf(digests);
    }
}
