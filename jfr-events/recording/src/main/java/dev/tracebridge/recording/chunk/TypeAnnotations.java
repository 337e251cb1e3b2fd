package dev.tracebridge.recording.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The annotations of a type or a field, in the order added. Built once, then only read. */
public final class TypeAnnotations {

    private final List<Annotation> all = new ArrayList<>();

    /**
     * An annotation.
     *
     * @param type its type's name
     * @param values its members: {@link String}, {@link Boolean} or a {@link List} of strings; all that the type has
     */
    record Annotation(String type, Map<String, Object> values) {}

    /** Makes an empty list. */
    public TypeAnnotations() {}

    /**
     * Adds an annotation that {@link AnnotationTypes} knows.
     *
     * @param type its type's name, such as {@code jdk.jfr.Label}
     * @param values its members; texts, flags or lists of texts
     * @return this
     */
    public TypeAnnotations with(String type, Map<String, Object> values) {
        all.add(new Annotation(type, values));
        return this;
    }

    /**
     * Adds an annotation with one member, {@code value}.
     *
     * @param type its type's name
     * @param value the value: a text, a flag or a list of texts
     * @return this
     */
    public TypeAnnotations with(String type, Object value) {
        return with(type, Map.of("value", value));
    }

    /**
     * Adds an annotation without members.
     *
     * @param type its type's name
     * @return this
     */
    public TypeAnnotations with(String type) {
        return with(type, Map.of());
    }

    List<Annotation> all() {
        return all;
    }
}
