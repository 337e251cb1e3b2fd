package dev.tracebridge.processor;

import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/** Annotations as the compiler sees them, by name: the processor does not have their classes. */
final class Annotations {

    private static final String PACKAGE = "dev.tracebridge.annotations.";

    static final String TRACE_CATALOGUE = PACKAGE + "TraceCatalogue";
    static final String TRACED_BY = PACKAGE + "TracedBy";
    static final String EMBEDDED_CATALOGUE = PACKAGE + "EmbeddedCatalogue";
    static final String TRACEPOINT = PACKAGE + "Tracepoint";
    static final String TRACEPOINT_SPAN = PACKAGE + "TracepointSpan";
    static final String ARG = PACKAGE + "Arg";
    static final String RESULT = PACKAGE + "Result";

    static final String VALUE = "value";

    private Annotations() {}

    /** The annotation of that name on the element. */
    static Optional<? extends AnnotationMirror> find(Element element, String annotation) {
        return element.getAnnotationMirrors().stream()
                .filter(mirror -> ((TypeElement) mirror.getAnnotationType().asElement())
                        .getQualifiedName()
                        .contentEquals(annotation))
                .findFirst();
    }

    /** The member's value where it is written down. */
    static Optional<AnnotationValue> written(AnnotationMirror annotation, String member) {
        return annotation.getElementValues().entrySet().stream()
                .filter(entry -> entry.getKey().getSimpleName().contentEquals(member))
                .map(Map.Entry::getValue)
                .map(AnnotationValue.class::cast)
                .findFirst();
    }

    /** The member's value, written down or by default; nothing where the code does not compile anyway. */
    static Optional<AnnotationValue> value(Elements elements, AnnotationMirror annotation, String member) {
        for (Map.Entry<? extends ExecutableElement, ? extends AnnotationValue> entry :
                elements.getElementValuesWithDefaults(annotation).entrySet()) {
            if (entry.getKey().getSimpleName().contentEquals(member)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    /** The text of the annotation's {@code value}; nothing where the code does not compile anyway. */
    static Optional<String> text(AnnotationMirror annotation) {
        return written(annotation, VALUE)
                .map(AnnotationValue::getValue)
                .filter(String.class::isInstance)
                .map(String.class::cast);
    }
}
