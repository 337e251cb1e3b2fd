package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts durations in cells of a width that grows with them, so that memory does not grow with their number. */
final class LatencyScan {

    /** Cells for each power of two: a cell is 1/128 of its value wide. */
    private static final int BITS = 7;

    private static final int CELLS = 1 << BITS;
    private static final long FIRST_BUCKET_NANOS = 1_000;

    private final long[] counts = new long[CELLS * (Long.SIZE - BITS + 1)];
    private long count;
    private long total;
    private long max;

    void add(Duration duration) {
        long nanos = Math.max(0, duration.toNanos());
        counts[cell(nanos)]++;
        count++;
        total += nanos;
        max = Math.max(max, nanos);
    }

    Optional<Latency> latency() {
        return count == 0
                ? Optional.empty()
                : Optional.of(new Latency(
                        count,
                        percentile(50),
                        percentile(99),
                        Duration.ofNanos(max),
                        Duration.ofNanos(total),
                        buckets()));
    }

    /** The end of the cell where the rank falls. */
    private Duration percentile(int percent) {
        long rank = (count * percent + 99) / 100;
        long seen = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            seen += counts[cell];
            if (seen >= rank) {
                return Duration.ofNanos(Math.min(max, last(cell)));
            }
        }
        throw new AssertionError("more counted than added");
    }

    /** From a microsecond, each twice as wide as the one before, until the longest is in one. */
    private List<Latency.Bucket> buckets() {
        List<Latency.Bucket> buckets = new ArrayList<>();
        int longest = cell(max);
        int cell = 0;
        long upTo = FIRST_BUCKET_NANOS;
        while (cell <= longest) {
            long inside = 0;
            while (cell <= longest && last(cell) <= upTo) {
                inside += counts[cell++];
            }
            if (inside > 0 || !buckets.isEmpty()) {
                buckets.add(new Latency.Bucket(Duration.ofNanos(upTo), inside));
            }
            upTo = upTo > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : upTo * 2;
        }
        return buckets;
    }

    private static int cell(long nanos) {
        if (nanos < CELLS) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - BITS;
        return (shift + 1) * CELLS + (int) (nanos >>> shift) - CELLS;
    }

    private static long last(int cell) {
        if (cell < CELLS) {
            return cell;
        }
        int shift = cell / CELLS - 1;
        return ((cell % CELLS + CELLS + 1L) << shift) - 1;
    }
}
