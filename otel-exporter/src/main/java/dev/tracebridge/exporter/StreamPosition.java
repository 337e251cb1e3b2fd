package dev.tracebridge.exporter;

import java.time.Duration;

/**
 * How far the events of a stream are, which is not the present where it is behind. Not for several threads.
 */
final class StreamPosition {

    /** A stream that waits for events is flushed once a second; one that has some to deliver, at once. */
    private static final long FLUSH = Duration.ofSeconds(1).toNanos();

    private static final long WAITED = Duration.ofMillis(500).toNanos();

    private long position;
    private long newest;
    private long flushed;

    /** An event was delivered, nanoseconds since the epoch. */
    void delivered(long end) {
        newest = Math.max(newest, end);
    }

    /**
     * The stream was flushed.
     *
     * @param now nanoseconds since the epoch
     * @return until when events have been delivered, nanoseconds since the epoch
     */
    long flushed(long now) {
        boolean waited = now - flushed >= WAITED;
        if (newest != 0) {
            position = Math.max(position, newest);
        } else if (waited || position == 0) {
            position = now;
        } else {
            position = Math.min(now, position + FLUSH);
        }
        newest = 0;
        return position;
    }

    /** What is done with a flush is done. */
    void done(long now) {
        flushed = now;
    }
}
