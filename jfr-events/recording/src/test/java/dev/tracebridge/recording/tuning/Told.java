package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** An event as a test tells it, at milliseconds after a time. */
record Told(
        String name, boolean isSpan, boolean isUnfinished, Instant begin, Duration lasted, Map<String, Object> values)
        implements TracepointEvent {

    static final Instant ZERO = Instant.parse("2026-03-01T12:00:00Z");

    static Told hit(String name, double at, Object... arguments) {
        return new Told(name, false, false, at(at), Duration.ZERO, values(arguments));
    }

    static Told span(String name, double at, double lasted, Object... arguments) {
        return new Told(name, true, false, at(at), millis(lasted), values(arguments));
    }

    static Told open(String name, double at, double lasted, Object... arguments) {
        return new Told(name, true, true, at(at), millis(lasted), values(arguments));
    }

    static Told state(String state, String next, double at, double lasted) {
        return span("migrate_set_state", at, lasted, "new_state", state, "next", next);
    }

    static MigrationFigures figures(TracepointEvent... events) {
        MigrationScan scan = new MigrationScan();
        for (TracepointEvent event : events) {
            scan.add(event);
        }
        return scan.figures();
    }

    static Instant at(double millis) {
        return ZERO.plus(millis(millis));
    }

    static Duration millis(double millis) {
        return Duration.ofNanos(Math.round(millis * 1e6));
    }

    private static Map<String, Object> values(Object... arguments) {
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            values.put((String) arguments[i], arguments[i + 1]);
        }
        return values;
    }

    @Override
    public OptionalLong number(String argument) {
        return values.get(argument) instanceof Number number
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }

    @Override
    public String text(String argument) {
        return values.get(argument) instanceof String text ? text : "";
    }
}
