package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A time in which the source measured what it sent.
 *
 * @param end when it ended
 * @param bytes what was sent
 * @param took how long it was
 */
public record Window(Instant end, long bytes, Duration took) {

    /**
     * The bandwidth.
     *
     * @return bytes per second, nothing where nothing was measured
     */
    public OptionalLong bandwidth() {
        return Transfer.bandwidth(bytes, took);
    }
}
