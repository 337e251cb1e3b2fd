package dev.tracebridge.recording.report;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.EventTypeDescription;
import dev.tracebridge.recording.TracepointField;
import dev.tracebridge.recording.TracepointType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** An event type of a recording, and how the report reads its events. What a field should be and is not reads as missing. */
final class ScannedType {

    private static final String NAMESPACE = "qemu.migration";
    private static final String DERIVED = "dev.tracebridge.Derived";

    /** Reserved: no argument's field has this name. */
    private static final String LOG = "logSource";

    private static final Set<String> ERRORS = Set.of(
            "migrate_state_too_big",
            "migration_completion_file_err",
            "migration_thread_file_err",
            "source_return_path_thread_bad_end",
            "vmstate_load_field_error");

    /** Of other parts of QEMU: they stand beside its clock readings. */
    private static final Set<String> BESIDE = Set.of("runstate_set", "system_wakeup_request");

    private final TracepointType type;
    private final Side side;
    private final boolean migration;
    private final boolean error;
    private final boolean derived;
    private final Map<String, String> fieldByArgument = new HashMap<>();
    private final Set<String> fields;

    private ScannedType(TracepointType type) {
        this.type = type;
        this.side = Side.of(type.name());
        this.migration = type.namespace().equals(NAMESPACE)
                || side != Side.UNKNOWN
                || type.name().equals("migrate_set_state")
                || type.name().equals("vmstate_downtime_checkpoint");
        this.error =
                type.role() == EventRole.INSTANT && (type.name().endsWith("_error") || ERRORS.contains(type.name()));
        for (TracepointField field : type.fields()) {
            fieldByArgument.putIfAbsent(field.name(), field.fieldName());
        }
        this.fields = Set.copyOf(type.description().fields().stream()
                .map(EventTypeDescription.Field::name)
                .toList());
        this.derived = type.description().annotations().containsKey(DERIVED);
    }

    static Optional<ScannedType> of(EventType type) {
        return TracepointType.of(type).map(ScannedType::new);
    }

    String tracepoint() {
        return type.name();
    }

    String spanName() {
        return type.spanName();
    }

    TracepointType type() {
        return type;
    }

    EventRole role() {
        return type.role();
    }

    Side side() {
        return side;
    }

    /** Whether it is a tracepoint of a migration and not of some other catalogue. */
    boolean isMigration() {
        return migration;
    }

    /** Whether it is none of a migration, and yet says when something of one happened. */
    boolean isBeside() {
        return !migration && BESIDE.contains(type.name());
    }

    /** Whether an import made it of several lines of a log, each of which is in the recording too. */
    boolean isDerived() {
        return derived;
    }

    /** The log a line of it was imported from. */
    Optional<String> log(RecordedEvent event) {
        return field(event, LOG).filter(name -> !name.isEmpty());
    }

    boolean isError() {
        return error;
    }

    /**
     * The tracepoint that ended a span; nothing for other roles and for spans without an end. An event of a span's type with no span id is the
     * start tracepoint alone.
     */
    Optional<String> endedBy(RecordedEvent event) {
        if (!isSpan(event) || isUnfinished(event)) {
            return Optional.empty();
        }
        return field(event, "endedBy").or(() -> type.ends().stream().findFirst().map(Tracepoint::name));
    }

    boolean isSpan(RecordedEvent event) {
        return role() == EventRole.SPAN && id(event, "spanId") != 0;
    }

    boolean isUnfinished(RecordedEvent event) {
        return fields.contains("unfinished") && event.getValue("unfinished") instanceof Boolean set && set;
    }

    /** Whether it is a line of a log that a span was made of, which tells its error too. */
    boolean isInSpan(RecordedEvent event) {
        return fields.contains("inSpan") && event.getValue("inSpan") instanceof Boolean set && set;
    }

    Optional<String> error(RecordedEvent event) {
        return field(event, "error");
    }

    /** A field of our own, or the argument field of states and phases. */
    Optional<String> field(RecordedEvent event, String name) {
        if (!fields.contains(name)) {
            return Optional.empty();
        }
        Object value = event.getValue(name);
        return value == null ? Optional.empty() : Optional.of(value.toString());
    }

    long id(RecordedEvent event, String name) {
        return fields.contains(name) && event.getValue(name) instanceof Long value ? value : 0;
    }

    String text(RecordedEvent event, String argument) {
        return field(event, fieldByArgument.getOrDefault(argument, argument)).orElse("");
    }

    OptionalLong number(RecordedEvent event, String argument) {
        String name = fieldByArgument.getOrDefault(argument, argument);
        if (!fields.contains(name)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(event.getLong(name));
        } catch (IllegalArgumentException noNumber) {
            return OptionalLong.empty();
        }
    }

    String thread(RecordedEvent event) {
        RecordedThread thread =
                fields.contains("startThread") && event.getValue("startThread") instanceof RecordedThread other
                        ? other
                        : fields.contains("eventThread") ? event.getThread() : null;
        if (thread == null) {
            return "";
        }
        String name = thread.getJavaName() == null ? thread.getOSName() : thread.getJavaName();
        return name == null ? "" : name;
    }

    /** The tracepoint's text as QEMU would print it, without the name. */
    String message(RecordedEvent event) {
        return type.tracepoint().map(tracepoint -> message(tracepoint, event)).orElse("");
    }

    private String message(Tracepoint tracepoint, RecordedEvent event) {
        List<Object> values = new ArrayList<>();
        for (var argument : tracepoint.arguments()) {
            String name = fieldByArgument.getOrDefault(argument.name(), argument.name());
            if (!fields.contains(name)) {
                return "";
            }
            values.add(event.getValue(name));
        }
        return tracepoint.format().format(values);
    }
}
