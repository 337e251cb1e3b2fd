package dev.tracebridge.recording.print;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.FieldNames;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.EventTypeDescription;
import dev.tracebridge.recording.TracepointType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** How the events of one type are records: one, or two where a span was emitted as one event. */
final class PrintedType {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final String DERIVED = "dev.tracebridge.Derived";

    private final TracepointType type;
    private final Tracepoint tracepoint;
    private final Set<String> fields = new HashSet<>();
    private final List<String> startFields;
    private final Map<String, End> ends = new HashMap<>();
    private final Set<String> closing = new HashSet<>();

    private record End(Tracepoint tracepoint, List<String> fields) {}

    private PrintedType(TracepointType type, Tracepoint tracepoint) {
        this.type = type;
        this.tracepoint = tracepoint;
        type.description().fields().forEach(field -> fields.add(field.name()));
        this.startFields = tracepoint.arguments().stream()
                .map(argument -> known(FieldNames.of(argument.name())))
                .toList();
        Stream.concat(type.ends().stream(), type.failures().stream())
                .forEach(end -> ends.putIfAbsent(end.name(), new End(end, endFields(end))));
        closing.addAll(type.terminal());
        type.chains().forEach(chain -> closing.add(chain.last()));
    }

    /** Nothing where events of the type are no records, or are made of records that are there too. */
    static Optional<PrintedType> of(EventType eventType) {
        EventTypeDescription description = EventTypeDescription.of(eventType);
        return description.annotations().containsKey(DERIVED)
                ? Optional.empty()
                : TracepointType.of(description)
                        .flatMap(type -> type.tracepoint().map(tracepoint -> new PrintedType(type, tracepoint)));
    }

    private List<String> endFields(Tracepoint end) {
        List<String> names = new ArrayList<>();
        for (Argument argument : end.arguments()) {
            String own = end.name() + '_' + argument.name();
            String found = fields.stream()
                    .filter(field -> field.startsWith(own)
                            && field.substring(own.length()).replace("_", "").isEmpty())
                    .findFirst()
                    .orElse(known("end_" + argument.name()));
            names.add(found.isEmpty() ? known(FieldNames.of(argument.name())) : found);
        }
        return names;
    }

    private String known(String field) {
        return fields.contains(field) ? field : "";
    }

    /** The records of an event in the order of time. */
    List<PrintedRecord> records(RecordedEvent event) {
        LogPlace place = place(event);
        long start = nanos(event.getStartTime());
        RecordedThread thread = event.getThread();
        RecordedThread began = thread("startThread", event).orElse(thread);
        PrintedRecord first = record(tracepoint, values(event, startFields), start, began, place);
        if (place.isKnown()) {
            return List.of(first);
        }
        return switch (type.role()) {
            case SPAN -> span(event, first, thread);
            case STATES, PHASES -> step(event, first, thread);
            default -> List.of(first);
        };
    }

    /** A start that is shared is the hit of another event, and that event's line. */
    private List<PrintedRecord> span(RecordedEvent event, PrintedRecord first, RecordedThread thread) {
        List<PrintedRecord> records = new ArrayList<>();
        if (!flag("startShared", event)) {
            records.add(first);
        }
        Optional<String> endedBy = text("endedBy", event);
        boolean whole = !flag("unfinished", event) && number("spanId", event) != 0;
        boolean failed = endedBy.isEmpty() && text("error", event).isPresent();
        if (whole && !type.ends().isEmpty() && !failed) {
            End end = ends.get(endedBy.orElse(type.ends().get(0).name()));
            if (end != null) {
                long nanos = nanos(event.getEndTime());
                records.add(record(end.tracepoint, values(event, end.fields), nanos, thread, LogPlace.NONE));
            }
        }
        return records;
    }

    /** The record that closed a state machine or a chain has no event of its own. */
    private List<PrintedRecord> step(RecordedEvent event, PrintedRecord first, RecordedThread thread) {
        Optional<String> next = text("next", event);
        boolean closes = next.filter(closing::contains).isPresent()
                && !next.equals(text(type.argument(), event))
                && !flag("unfinished", event);
        if (!closes) {
            return List.of(first);
        }
        List<Object> values = new ArrayList<>();
        for (String field : startFields) {
            values.add(field.equals(type.argument()) ? next.get() : PrintedRecord.UNKNOWN);
        }
        return List.of(first, record(tracepoint, values, nanos(event.getEndTime()), thread, LogPlace.NONE));
    }

    private static PrintedRecord record(
            Tracepoint tracepoint, List<Object> values, long nanos, RecordedThread thread, LogPlace place) {
        if (thread == null) {
            return new PrintedRecord(tracepoint, values, nanos, 0, "", place);
        }
        boolean java = thread.getJavaName() != null;
        String name = java ? thread.getJavaName() : thread.getOSName();
        long id = thread.getOSThreadId() > 0 ? thread.getOSThreadId() : Math.max(0, thread.getJavaThreadId());
        return new PrintedRecord(tracepoint, values, nanos, id, name == null ? "" : name, place);
    }

    private static List<Object> values(RecordedEvent event, List<String> names) {
        List<Object> values = new ArrayList<>(names.size());
        for (String name : names) {
            values.add(name.isEmpty() ? PrintedRecord.UNKNOWN : event.getValue(name));
        }
        return values;
    }

    private LogPlace place(RecordedEvent event) {
        long line = number("logLine", event);
        return line == 0
                ? LogPlace.NONE
                : new LogPlace(
                        text("logSource", event).orElse(""),
                        line,
                        text("logForm", event).orElse(""));
    }

    private Optional<RecordedThread> thread(String field, RecordedEvent event) {
        return fields.contains(field) && event.getValue(field) instanceof RecordedThread thread
                ? Optional.of(thread)
                : Optional.empty();
    }

    private Optional<String> text(String field, RecordedEvent event) {
        return fields.contains(field) && event.getValue(field) instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    private long number(String field, RecordedEvent event) {
        return fields.contains(field) && event.getValue(field) instanceof Long number ? number : 0;
    }

    private boolean flag(String field, RecordedEvent event) {
        return fields.contains(field) && event.getValue(field) instanceof Boolean flag && flag;
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * NANOS_PER_SECOND + time.getNano();
    }
}
