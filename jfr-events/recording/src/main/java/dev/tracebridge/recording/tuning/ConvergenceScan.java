package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Gathers what holds copying back. */
final class ConvergenceScan {

    /** The trace does not tell the size of a page; on the machines QEMU migrates it is nearly always this. */
    static final long PAGE = 4096;

    private static final long RATED_NANOS = 1_000_000_000;

    private Instant lastWindow = Instant.MIN;
    private OptionalLong threshold = OptionalLong.empty();
    private OptionalLong limit = OptionalLong.empty();
    private long throttles;
    private Instant lastThrottle = Instant.MIN;
    private OptionalLong throttle = OptionalLong.empty();
    private long waits;
    private Duration waited = Duration.ZERO;

    /** A window's threshold is its bandwidth in bytes per millisecond, as a whole number, times the limit. */
    void addTransferred(TracepointEvent event) {
        if (event.end().isBefore(lastWindow)) {
            return;
        }
        lastWindow = event.end();
        threshold = event.number("size");
        long switchover = event.number("avail_bw").orElse(0);
        long bandwidth = switchover > 0 ? switchover : event.number("bandwidth").orElse(0);
        // One byte a millisecond gives no more than a guess of the limit.
        if (threshold.isPresent() && bandwidth > 1_000) {
            limit = OptionalLong.of(Math.round((double) threshold.getAsLong() / bandwidth));
        }
    }

    void addThrottle() {
        throttles++;
    }

    void addThrottlePercentage(TracepointEvent event) {
        if (!event.begin().isBefore(lastThrottle)
                && event.number("new_throttle_pct").isPresent()) {
            lastThrottle = event.begin();
            throttle = event.number("new_throttle_pct");
        }
    }

    void addWait(TracepointEvent event) {
        if (!event.isUnfinished()) {
            waits++;
            waited = waited.plus(event.lasted());
        }
    }

    Convergence convergence(List<Round> rounds, Transfer transfer, List<Window> windows) {
        return new Convergence(
                limit,
                threshold,
                dirtied(rounds),
                transfer.bandwidth(),
                throttles,
                throttle,
                waits,
                waited,
                iterated(rounds, windows));
    }

    /** Over at least a second where there is that much, since single rounds may be short; the last round is that of the stopped machine. */
    private static OptionalLong dirtied(List<Round> rounds) {
        double pages = 0;
        long nanos = 0;
        for (int i = rounds.size() - 1; i > 0 && nanos < RATED_NANOS; i--) {
            Round round = rounds.get(i);
            long between = Duration.between(end(rounds.get(i - 1)), end(round)).toNanos();
            if (round.dirtiedPerSecond().isPresent() && between > 0) {
                pages += round.dirtiedPerSecond().getAsLong() * (between / 1e9);
                nanos += between;
            }
        }
        return nanos == 0 ? OptionalLong.empty() : OptionalLong.of(Math.round(pages * PAGE * 1e9 / nanos));
    }

    private static Duration iterated(List<Round> rounds, List<Window> windows) {
        if (rounds.isEmpty()) {
            return Duration.ZERO;
        }
        Instant first = rounds.get(0).begin();
        Instant last = end(rounds.get(rounds.size() - 1));
        if (!windows.isEmpty()) {
            Instant window = windows.get(windows.size() - 1).end();
            last = window.isAfter(last) ? window : last;
        }
        return Duration.between(first, last);
    }

    private static Instant end(Round round) {
        return round.begin().plus(round.sync());
    }
}
