package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What the source sent, as {@code migrate_transferred} measured it. What is sent after the last window, with the machine stopped, is not in it.
 *
 * @param bytes the sum of all windows
 * @param window the time measured
 * @param windows how many there were
 */
public record Transfer(long bytes, Duration window, long windows) {

    /**
     * The mean bandwidth.
     *
     * @return bytes per second, nothing where nothing was measured
     */
    public OptionalLong bandwidth() {
        return bandwidth(bytes, window);
    }

    static OptionalLong bandwidth(long bytes, Duration window) {
        return window.isZero() || window.isNegative()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(bytes * 1e9 / window.toNanos()));
    }
}
