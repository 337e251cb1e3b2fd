package dev.tracebridge.recording.report;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.recording.tuning.TracepointEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import jdk.jfr.consumer.RecordedEvent;

/** An event as the JDK's reader sees it. */
final class RecordedTracepoint implements TracepointEvent {

    private final ScannedType type;
    private final RecordedEvent event;
    private final boolean span;

    RecordedTracepoint(ScannedType type, RecordedEvent event) {
        this.type = type;
        this.event = event;
        this.span = switch (type.role()) {
            case SPAN -> type.isSpan(event);
            case STATES, PHASES -> type.field(event, "next").isPresent() || type.isUnfinished(event);
            default -> false;
        };
    }

    ScannedType type() {
        return type;
    }

    RecordedEvent event() {
        return event;
    }

    @Override
    public String name() {
        return span && type.role() == EventRole.SPAN ? type.spanName() : type.tracepoint();
    }

    @Override
    public boolean isSpan() {
        return span;
    }

    @Override
    public boolean isUnfinished() {
        return type.isUnfinished(event);
    }

    @Override
    public Instant begin() {
        return event.getStartTime();
    }

    @Override
    public Duration lasted() {
        return event.getDuration();
    }

    @Override
    public OptionalLong number(String argument) {
        return type.number(event, argument);
    }

    @Override
    public String text(String argument) {
        return type.text(event, argument);
    }
}
