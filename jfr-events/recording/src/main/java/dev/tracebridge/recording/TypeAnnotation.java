package dev.tracebridge.recording;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;

/**
 * One annotation of an event type, found by its name. What is missing, or of another type than expected, reads as empty: a recording may come
 * from anywhere.
 */
final class TypeAnnotation {

    private static final int ELEMENT_LIMIT = 4096;
    private static final int TEXT_LIMIT = 65_536;

    private final AnnotationElement element;

    private TypeAnnotation(AnnotationElement element) {
        this.element = element;
    }

    static Optional<TypeAnnotation> of(EventType type, String annotationName) {
        for (AnnotationElement element : type.getAnnotationElements()) {
            if (element.getTypeName().equals(annotationName)) {
                return Optional.of(new TypeAnnotation(element));
            }
        }
        return Optional.empty();
    }

    String text(String name) {
        return element.hasValue(name) && element.getValue(name) instanceof String text && text.length() <= TEXT_LIMIT
                ? text
                : "";
    }

    List<String> texts(String name) {
        if (!element.hasValue(name) || !(element.getValue(name) instanceof Object[] values)) {
            return List.of();
        }
        return Arrays.stream(values)
                .limit(ELEMENT_LIMIT)
                .map(value -> Objects.toString(value, ""))
                .filter(text -> text.length() <= TEXT_LIMIT)
                .toList();
    }
}
