package dev.tracebridge.demo.source;

/**
 * QEMU's arithmetic of convergence. Time is cut into windows of at least 100 ms; what a window transferred tells the
 * bandwidth, the bandwidth and the downtime limit tell how much may be left when the guest is stopped, and a tenth of the
 * maximum bandwidth is what a window may transfer.
 *
 * <p>For one thread; times are milliseconds of any one clock.
 */
final class TransferWindow {

    /** Milliseconds of a window. */
    static final long LENGTH = 100;

    private static final int WINDOWS_PER_SECOND = 10;

    /** Bytes a window must have transferred for its bandwidth to foretell a downtime. */
    private static final long TELLING = 10_000;

    private final long downtimeLimit;
    private long quota;
    private long start;
    private long startPosition;
    private long threshold;
    private double bandwidth;
    private double megabitsPerSecond;
    private long expectedDowntime;

    /** What a window that has just ended came to. */
    record Result(long transferred, long milliseconds, long bandwidth, long threshold) {}

    TransferWindow(MigrationParameters parameters, long now, long position) {
        this.downtimeLimit = parameters.downtimeLimit().toMillis();
        this.quota = parameters.maxBandwidth() / WINDOWS_PER_SECOND;
        this.expectedDowntime = downtimeLimit;
        this.start = now;
        this.startPosition = position;
    }

    /**
     * Ends the window if it is old enough, and begins the next one.
     *
     * @param position bytes sent since the stream began
     * @param dirtyRate pages a second; 0 while it is not known
     * @param remaining bytes that were dirty at the last look
     * @return what the window came to; null if it goes on
     */
    Result update(long now, long position, long dirtyRate, long remaining) {
        long milliseconds = now - start;
        if (milliseconds < LENGTH) {
            return null;
        }
        long transferred = position - startPosition;
        bandwidth = (double) transferred / milliseconds;
        threshold = (long) (bandwidth * downtimeLimit);
        megabitsPerSecond = transferred * 8.0 / (milliseconds / 1000.0) / 1_000_000;
        if (dirtyRate > 0 && transferred > TELLING) {
            expectedDowntime = (long) (remaining / bandwidth);
        }
        start = now;
        startPosition = position;
        return new Result(transferred, milliseconds, (long) bandwidth, threshold);
    }

    /** From now on a second may transfer so many bytes; 0 for any number. */
    void limit(long bandwidth) {
        quota = bandwidth == 0 ? Long.MAX_VALUE : bandwidth / WINDOWS_PER_SECOND;
    }

    /** Whether the window has transferred all it may. */
    boolean isExhausted(long position) {
        return position - startPosition >= quota;
    }

    /** Milliseconds until the window is old enough to end. */
    long remaining(long now) {
        return Math.max(0, start + LENGTH - now);
    }

    /** Bytes that can be sent within the downtime limit at the last window's bandwidth; 0 in the first window. */
    long threshold() {
        return threshold;
    }

    /** Megabits a second in the last window. */
    double megabitsPerSecond() {
        return megabitsPerSecond;
    }

    /** Milliseconds the guest would stand still if it were stopped now; the downtime limit until that is known. */
    long expectedDowntime() {
        return expectedDowntime;
    }
}
