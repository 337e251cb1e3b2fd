package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Whether copying gets ahead of the guest's writing, and what holds it back.
 *
 * @param downtimeLimit the parameter {@code downtime-limit} in milliseconds, as the source's windows imply it
 * @param threshold the bytes that may be left to stop the machine, in the last window
 * @param dirtiedPerSecond the bytes that became dirty a second in the last full second of rounds, at 4 KiB a page
 * @param bytesPerSecond the mean bandwidth
 * @param throttles how often auto-converge slowed the guest down
 * @param throttle the last percentage it was slowed down by, where it was recorded
 * @param waits how often the source waited since {@code max-bandwidth} was used up
 * @param waited how long it waited in all
 * @param iterated from the first round to the last known of them
 */
public record Convergence(
        OptionalLong downtimeLimit,
        OptionalLong threshold,
        OptionalLong dirtiedPerSecond,
        OptionalLong bytesPerSecond,
        long throttles,
        OptionalLong throttle,
        long waits,
        Duration waited,
        Duration iterated) {

    private static final long INITIAL = 20;
    private static final long INCREMENT = 10;
    private static final long MAXIMUM = 99;

    /**
     * The percentage the guest was slowed down by at last: as recorded or, before QEMU 10.0, what {@code cpu-throttle-initial}, {@code
     * cpu-throttle-increment} and {@code max-cpu-throttle} make of the throttles if they are QEMU's defaults.
     */
    public OptionalLong throttlePercent() {
        return throttle.isPresent() || throttles == 0
                ? throttle
                : OptionalLong.of(Math.min(MAXIMUM, INITIAL + (throttles - 1) * INCREMENT));
    }

    /** Whether {@link #throttlePercent} is reckoned from defaults. */
    public boolean assumesThrottle() {
        return throttle.isEmpty() && throttles > 0;
    }

    /** How much becomes dirty for each byte sent; 1 and above never ends. */
    public OptionalDouble dirtiedPerSent() {
        return dirtiedPerSecond.isPresent() && bytesPerSecond.orElse(0) > 0
                ? OptionalDouble.of((double) dirtiedPerSecond.getAsLong() / bytesPerSecond.getAsLong())
                : OptionalDouble.empty();
    }

    /** The part of the time that the source waited, from 0 to 1. */
    public OptionalDouble waitedShare() {
        return iterated.isZero()
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.min(1, (double) waited.toNanos() / iterated.toNanos()));
    }
}
