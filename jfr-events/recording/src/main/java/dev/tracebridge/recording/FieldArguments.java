package dev.tracebridge.recording;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.ContentType;
import dev.tracebridge.catalogue.ContentTypeRules;
import dev.tracebridge.catalogue.FieldNames;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jdk.jfr.MemoryAddress;

/** Finds the argument behind each field of an event: what the generator of event classes does, the other way round. */
final class FieldArguments {

    private final Optional<Tracepoint> start;
    private final List<Tracepoint> ends;

    private FieldArguments(Optional<Tracepoint> start, List<Tracepoint> ends) {
        this.start = start;
        this.ends = ends;
    }

    static List<TracepointField> of(
            EventTypeDescription type, Optional<Tracepoint> start, List<Tracepoint> ends, List<Tracepoint> failures) {
        FieldArguments arguments = new FieldArguments(
                start, Stream.concat(ends.stream(), failures.stream()).toList());
        List<TracepointField> fields = new ArrayList<>();
        for (EventTypeDescription.Field field : type.fields()) {
            arguments.find(field.name()).map(found -> asRecorded(found, field)).ifPresent(fields::add);
        }
        return List.copyOf(fields);
    }

    private Optional<TracepointField> find(String fieldName) {
        Optional<TracepointField> ofStart = start.flatMap(
                tracepoint -> named(fieldName, "", tracepoint, false).findFirst());
        return ofStart.or(() -> ofEnds("end_", fieldName))
                .or(() -> ofEnds("", fieldName))
                .or(() -> withTracepoint(fieldName));
    }

    private Optional<TracepointField> ofEnds(String prefix, String fieldName) {
        return fieldName.startsWith(prefix)
                ? ends.stream()
                        .flatMap(tracepoint -> named(fieldName, prefix, tracepoint, true))
                        .findFirst()
                : Optional.empty();
    }

    /** An argument of the tracepoint whose field is called so. */
    private static Stream<TracepointField> named(String fieldName, String prefix, Tracepoint tracepoint, boolean end) {
        return tracepoint.arguments().stream()
                .filter(argument ->
                        fieldName.equals(prefix.isEmpty() ? FieldNames.of(argument.name()) : prefix + argument.name()))
                .map(argument -> field(fieldName, prefix + argument.name(), tracepoint, argument, end));
    }

    /** Where two ends disagree about an argument, the later one's field bears the tracepoint's name, and {@code _} until it is unique. */
    private Optional<TracepointField> withTracepoint(String fieldName) {
        for (Tracepoint tracepoint : ends) {
            for (Argument argument : tracepoint.arguments()) {
                String name = tracepoint.name() + '_' + argument.name();
                if (fieldName.startsWith(name)
                        && fieldName.substring(name.length()).replace("_", "").isEmpty()) {
                    return Optional.of(field(fieldName, name, tracepoint, argument, true));
                }
            }
        }
        return Optional.empty();
    }

    /** The sidecar may have said that a number is an address. */
    private static TracepointField asRecorded(TracepointField found, EventTypeDescription.Field field) {
        if (!field.annotations().contains(MemoryAddress.class.getName())) {
            return found;
        }
        return new TracepointField(
                found.fieldName(),
                found.name(),
                found.tracepoint(),
                found.argument(),
                found.end(),
                ContentType.MEMORY_ADDRESS);
    }

    private static TracepointField field(
            String fieldName, String name, Tracepoint tracepoint, Argument argument, boolean end) {
        return new TracepointField(
                fieldName, name, tracepoint, argument, end, ContentTypeRules.of(tracepoint, argument));
    }
}
