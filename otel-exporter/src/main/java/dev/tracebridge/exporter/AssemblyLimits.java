package dev.tracebridge.exporter;

import io.opentelemetry.sdk.trace.SpanLimits;
import java.time.Duration;

/**
 * How much the assembler keeps.
 *
 * @param span OpenTelemetry's limits, of which the number of events and the length of texts are heeded
 * @param pendingPoints how many events may wait for the span that encloses them; when there are more, the oldest waits no longer
 * @param patience how long an event waits for it; what a span ends later than that comes too late for its events
 */
record AssemblyLimits(SpanLimits span, int pendingPoints, Duration patience) {

    private static final int LIVE_PENDING_POINTS = 16_384;
    private static final int FILE_PENDING_POINTS = 262_144;
    private static final Duration LIVE_PATIENCE = Duration.ofSeconds(10);
    private static final Duration FILE_PATIENCE = Duration.ofDays(36_500);

    static AssemblyLimits live(SpanLimits span) {
        return new AssemblyLimits(span, LIVE_PENDING_POINTS, LIVE_PATIENCE);
    }

    /** A file comes to an end, so nothing needs to be decided before it. */
    static AssemblyLimits file(SpanLimits span) {
        return new AssemblyLimits(span, FILE_PENDING_POINTS, FILE_PATIENCE);
    }
}
