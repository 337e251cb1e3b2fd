package dev.tracebridge.recording;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;

/**
 * What the metadata of a recording say of one event type, whoever read them. Descriptions of one type in two chunks are equal. Immutable.
 *
 * @param name the JFR name
 * @param fields in the order of their values
 * @param annotations by the name of their type; each has its values by name, as texts, those of an array as {@code name-0}, {@code name-1} and so on
 */
public record EventTypeDescription(String name, List<Field> fields, Map<String, Map<String, String>> annotations) {

    private static final int ARRAY_LIMIT = 4096;

    /**
     * A field of an event.
     *
     * @param type the name of its type, for example {@code long} or {@code java.lang.String}
     * @param array whether it has several values
     * @param annotations the names of the types of its annotations
     */
    public record Field(String name, String type, boolean array, Set<String> annotations) {

        /** Makes a field. */
        public Field {
            annotations = Set.copyOf(annotations);
        }

        // Those of a record are made at run time, which a JVM that has just started feels.
        @Override
        public boolean equals(Object other) {
            return other instanceof Field that
                    && name.equals(that.name)
                    && type.equals(that.type)
                    && array == that.array
                    && annotations.equals(that.annotations);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    /** Makes a description. */
    public EventTypeDescription {
        fields = List.copyOf(fields);
        annotations = Map.copyOf(annotations);
    }

    /** Describes a type of a running JVM, or one that Flight Recorder's own parser has read. */
    public static EventTypeDescription of(EventType type) {
        List<Field> fields = new ArrayList<>();
        for (ValueDescriptor field : type.getFields()) {
            Set<String> names = field.getAnnotationElements().stream()
                    .map(AnnotationElement::getTypeName)
                    .collect(Collectors.toSet());
            fields.add(new Field(field.getName(), field.getTypeName(), field.isArray(), names));
        }
        Map<String, Map<String, String>> annotations = new LinkedHashMap<>();
        for (AnnotationElement annotation : type.getAnnotationElements()) {
            annotations.putIfAbsent(annotation.getTypeName(), values(annotation));
        }
        return new EventTypeDescription(type.getName(), fields, annotations);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventTypeDescription that
                && name.equals(that.name)
                && fields.equals(that.fields)
                && annotations.equals(that.annotations);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private static Map<String, String> values(AnnotationElement annotation) {
        Map<String, String> values = new LinkedHashMap<>();
        for (ValueDescriptor value : annotation.getValueDescriptors()) {
            Object read = annotation.hasValue(value.getName()) ? annotation.getValue(value.getName()) : null;
            if (read instanceof Object[] several) {
                for (int i = 0; i < Math.min(several.length, ARRAY_LIMIT); i++) {
                    values.put(value.getName() + '-' + i, Objects.toString(several[i], ""));
                }
            } else if (read != null) {
                values.put(value.getName(), read.toString());
            }
        }
        return values;
    }

    /** The field of that name. */
    public Optional<Field> field(String fieldName) {
        for (Field field : fields) {
            if (field.name().equals(fieldName)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /**
     * A value of an annotation.
     *
     * @return nothing where the type has no such annotation, or that no such value
     */
    public Optional<String> value(String annotation, String value) {
        return Optional.ofNullable(
                annotations.getOrDefault(annotation, Map.of()).get(value));
    }
}
