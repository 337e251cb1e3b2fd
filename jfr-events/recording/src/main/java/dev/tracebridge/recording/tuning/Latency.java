package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.List;

/**
 * How long many things of a kind took.
 *
 * @param count how many there were, at least one
 * @param p50 half of them took no longer; with at most 1 % of error, as {@link #p99}
 * @param p99 99 of 100 of them took no longer
 * @param max the longest, exactly
 * @param total the sum
 * @param buckets how they are distributed, shortest first, empty ones at both ends left out
 */
public record Latency(long count, Duration p50, Duration p99, Duration max, Duration total, List<Bucket> buckets) {

    /** Copies the list. */
    public Latency {
        buckets = List.copyOf(buckets);
    }

    /**
     * Those that took longer than the bucket before, and no longer than this.
     *
     * @param upTo the longest that belongs here
     * @param count how many
     */
    public record Bucket(Duration upTo, long count) {}
}
