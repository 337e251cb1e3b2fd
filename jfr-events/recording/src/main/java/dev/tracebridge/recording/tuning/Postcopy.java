package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.Optional;

/**
 * How page faults went while the guest already ran on the destination. Each figure is missing where its tracepoints are.
 *
 * @param faults from a page fault until its page was in place, as the destination saw it
 * @param measuredBy the span that {@link #faults} come from, empty where there are none
 * @param unanswered how many faults had no page when the recording ended
 * @param requests from a request's arrival on the source until its page was taken off the queue
 * @param blocked how long single processors waited for a page; recorded only with QEMU's capability {@code postcopy-blocktime}
 * @param blocktime how long all processors waited at once, as QEMU sums it up at the end
 */
public record Postcopy(
        Optional<Latency> faults,
        String measuredBy,
        long unanswered,
        Optional<Latency> requests,
        Optional<Latency> blocked,
        Optional<Duration> blocktime) {

    /** Whether nothing of a postcopy was recorded. */
    public boolean isEmpty() {
        return faults.isEmpty() && unanswered == 0 && requests.isEmpty() && blocked.isEmpty() && blocktime.isEmpty();
    }
}
