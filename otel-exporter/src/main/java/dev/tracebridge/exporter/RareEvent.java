package dev.tracebridge.exporter;

import dev.tracebridge.recording.EventTypeDescription;
import java.util.Map;
import java.util.Optional;

/** An event that is none of a tracepoint but tells of them. There are few of these. */
final class RareEvent extends ReadEvent {

    private final Kind kind;
    private final Map<String, Object> values;

    /** What such an event tells. */
    enum Kind {
        /** A span that is open. */
        OPEN_SPAN(OpenSpanList.EVENT),
        /** What a hot tracepoint has counted. */
        METRIC(HotSample.EVENT),
        /** How much Flight Recorder could not write, for want of a free buffer. */
        DATA_LOSS("jdk.DataLoss"),
        /** An attribute of the process. */
        PROCESS_ATTRIBUTE(ProcessAttributeEvent.NAME),
        /** Flight Recorder's own description of the process. */
        JVM_INFORMATION("jdk.JVMInformation");

        private static final Kind[] ALL = values();

        private final String event;

        Kind(String event) {
            this.event = event;
        }

        /** Whether events of types of that name may be of some kind. */
        static boolean mayBe(String name) {
            return named(name) != null;
        }

        /** The kind of a type's events; nothing for all others. */
        static Optional<Kind> of(EventTypeDescription type) {
            Kind kind = named(type.name());
            boolean other = kind == METRIC && !HotSample.isType(type)
                    || kind == DATA_LOSS && type.field("amount").isEmpty();
            return other ? Optional.empty() : Optional.ofNullable(kind);
        }

        private static Kind named(String name) {
            for (Kind kind : ALL) {
                if (kind.event.equals(name)) {
                    return kind;
                }
            }
            return null;
        }

        /** Whether it is of use where spans are assembled. */
        boolean tellsOfTracepoints() {
            return this == OPEN_SPAN || this == METRIC || this == DATA_LOSS;
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
