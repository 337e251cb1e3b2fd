package dev.tracebridge.exporter;

import java.time.Instant;

/** Times of events as OpenTelemetry wants them: nanoseconds since the epoch. */
final class EventTimes {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private EventTimes() {}

    static long now() {
        return of(Instant.now());
    }

    static long of(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }
}
