package dev.tracebridge.exporter;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** An event that is none of a tracepoint but tells of them. There are few of these. */
final class RareEvent extends ReadEvent {

    private final Kind kind;
    private final Map<String, Object> values;

    /** What such an event tells. */
    enum Kind {
        /** A span that is open. */
        OPEN_SPAN,
        /** What a hot tracepoint has counted. */
        METRIC,
        /** How much Flight Recorder could not write, for want of a free buffer. */
        DATA_LOSS;

        private static final String DATA_LOSS_EVENT = "jdk.DataLoss";

        /** The kind of a type's events; nothing for all others. */
        static Optional<Kind> of(EventType type) {
            if (OpenSpanList.isListing(type)) {
                return Optional.of(OPEN_SPAN);
            }
            if (type.getName().equals(DATA_LOSS_EVENT) && type.getField("amount") != null) {
                return Optional.of(DATA_LOSS);
            }
            return HotSample.isType(type) ? Optional.of(METRIC) : Optional.empty();
        }
    }

    /**
     * Makes an event.
     *
     * @param values its fields by name: {@link Long}s, {@link String}s and {@link EventThread}s, others are missing
     */
    RareEvent(Kind kind, long end, Map<String, Object> values) {
        super(end);
        this.kind = kind;
        this.values = values;
    }

    static RareEvent of(Kind kind, RecordedEvent event, EventThreads threads) {
        Map<String, Object> values = new HashMap<>();
        for (ValueDescriptor field : event.getFields()) {
            Object value = event.getValue(field.getName());
            if (value instanceof RecordedThread thread) {
                values.put(field.getName(), threads.of(thread));
            } else if (value instanceof Number number) {
                values.put(field.getName(), number.longValue());
            } else if (value instanceof String) {
                values.put(field.getName(), value);
            }
        }
        return new RareEvent(kind, EventTimes.end(event), values);
    }

    Kind kind() {
        return kind;
    }

    boolean has(String field) {
        return values.containsKey(field);
    }

    /**
     * A whole number.
     *
     * @throws IllegalArgumentException where there is none
     */
    long number(String field) {
        if (values.get(field) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("field " + field + " holds no number");
    }

    /** A text; null where there is none. */
    String text(String field) {
        return values.get(field) instanceof String text ? text : null;
    }

    /** A thread; an unknown one where there is none. */
    EventThread thread(String field) {
        return values.get(field) instanceof EventThread thread ? thread : EventThread.NONE;
    }
}
