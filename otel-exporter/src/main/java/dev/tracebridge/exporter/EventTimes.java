package dev.tracebridge.exporter;

import java.time.Instant;
import jdk.jfr.consumer.RecordedEvent;

/** Times of events as OpenTelemetry wants them: nanoseconds since the epoch. */
final class EventTimes {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private EventTimes() {}

    static long start(RecordedEvent event) {
        return of(event.getStartTime());
    }

    static long end(RecordedEvent event) {
        return of(event.getEndTime());
    }

    static long now() {
        return of(Instant.now());
    }

    static long of(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }
}
