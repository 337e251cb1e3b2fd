package dev.tracebridge.demo.source;

import dev.tracebridge.demo.engine.MigrationStatus;

/**
 * How a migration went, in the figures of QEMU's {@code query-migrate}.
 *
 * @param status how it ended
 * @param totalMillis from the start to the end
 * @param setupMillis from the start to the first round
 * @param downtimeMillis how long the guest stood still, as the source sees it; 0 if it did not get so far
 * @param transferred bytes of the stream
 * @param total bytes of guest RAM
 * @param normalPages pages sent with their bytes
 * @param zeroPages pages sent as zeros
 * @param dirtySyncs how often the guest's dirty log was read
 * @param dirtyPagesRate pages a second that the guest dirtied at last; 0 if it was not watched for a second
 * @param megabitsPerSecond over the whole time after setup
 * @param lastPong the value of the last PING answered; 0 for none
 * @param error why it failed or was given up; null if it did not
 * @param guestRunsHere whether the guest runs on in this process
 * @param guestMayRunThere whether the migration failed where the source cannot know if the guest runs on the destination
 * @param xbzrle what XBZRLE came to; null if it was off
 * @param throttlePercent how much of its time was taken from the guest at most
 * @param pageRequests pages the guest waited for on the destination
 * @param pauses how often postcopy was cut off
 */
public record MigrationReport(
        MigrationStatus status,
        long totalMillis,
        long setupMillis,
        long downtimeMillis,
        long transferred,
        long total,
        long normalPages,
        long zeroPages,
        long dirtySyncs,
        long dirtyPagesRate,
        double megabitsPerSecond,
        int lastPong,
        String error,
        boolean guestRunsHere,
        boolean guestMayRunThere,
        XbzrleStatistics xbzrle,
        int throttlePercent,
        long pageRequests,
        int pauses) {}
