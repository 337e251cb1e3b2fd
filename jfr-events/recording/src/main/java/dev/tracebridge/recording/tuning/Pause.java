package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A time for which a postcopy was paused, and how it was recovered.
 *
 * @param begin when it became {@code postcopy-paused}
 * @param paused how long it waited for somebody to recover it
 * @param recovering how long the recovery took, from the state {@code postcopy-recover} or {@code postcopy-recover-setup} on; zero where none began
 * @param resumed whether it went on afterwards
 * @param exchange how long the source waited for all bitmaps, where it was recorded
 * @param bitmaps the bitmaps of received pages, in the order they were asked for or sent
 * @param pagesLeft how many pages the source had to send again or still had to send
 */
public record Pause(
        Instant begin,
        Duration paused,
        Duration recovering,
        boolean resumed,
        Optional<Duration> exchange,
        List<Bitmap> bitmaps,
        OptionalLong pagesLeft) {

    /** Copies the list. */
    public Pause {
        bitmaps = List.copyOf(bitmaps);
    }

    /** From the pause's begin until the migration went on, or until it is last known. */
    public Duration lasted() {
        return paused.plus(recovering);
    }

    /**
     * The bitmap of a block.
     *
     * @param block the block's name
     * @param bytes how long it was, as the destination says
     * @param took from the source's request until it was loaded, as the source says
     */
    public record Bitmap(String block, OptionalLong bytes, Optional<Duration> took) {}
}
