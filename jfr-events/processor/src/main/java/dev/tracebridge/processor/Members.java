package dev.tracebridge.processor;

import dev.tracebridge.catalogue.Suggestions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeKind;

/** Fields and methods of one class that {@code @Arg} binds to arguments. */
final class Members {

    private final Reporter reporter;
    private final Map<String, Element> byArgument = new LinkedHashMap<>();

    private Members(Reporter reporter) {
        this.reporter = reporter;
    }

    /** The members of a class; those that cannot be read are reported and left out. */
    static Members of(TypeElement type, Reporter reporter) {
        Members members = new Members(reporter);
        for (Element element : type.getEnclosedElements()) {
            if (element.getKind() == ElementKind.FIELD || element.getKind() == ElementKind.METHOD) {
                Annotations.find(element, Annotations.ARG).ifPresent(annotation -> members.add(element, annotation));
            }
        }
        return members;
    }

    private void add(Element element, AnnotationMirror annotation) {
        Optional<String> argument = Annotations.text(annotation);
        if (argument.isEmpty() || !readable(element, annotation)) {
            return;
        }
        Element other = byArgument.putIfAbsent(argument.get(), element);
        if (other != null && !sameComponent(other, element)) {
            reporter.error(
                    element,
                    annotation,
                    "argument '" + argument.get() + "' is bound to '" + other.getSimpleName() + "' already");
        }
    }

    private boolean readable(Element element, AnnotationMirror annotation) {
        if (!(element instanceof ExecutableElement method)) {
            return true;
        }
        if (!method.getParameters().isEmpty()) {
            reporter.error(element, annotation, "@Arg binds a method only if it has no parameters");
            return false;
        }
        if (method.getReturnType().getKind() == TypeKind.VOID) {
            reporter.error(element, annotation, "@Arg binds a method only if it returns a value");
            return false;
        }
        return true;
    }

    /** The annotation of a record's component is on its field and on its accessor. */
    private static boolean sameComponent(Element field, Element accessor) {
        return field.getEnclosingElement().getKind() == ElementKind.RECORD
                && field.getKind() == ElementKind.FIELD
                && accessor.getKind() == ElementKind.METHOD
                && field.getSimpleName().equals(accessor.getSimpleName());
    }

    Optional<Element> find(String argument) {
        return Optional.ofNullable(byArgument.get(argument));
    }

    /** Reports the members whose argument no tracepoint of the class has. */
    void checkUsed(Set<String> arguments) {
        byArgument.forEach((argument, element) -> {
            if (!arguments.contains(argument)) {
                AnnotationMirror annotation =
                        Annotations.find(element, Annotations.ARG).orElseThrow();
                String where = arguments.isEmpty()
                        ? "no method of this class has a tracepoint with arguments"
                        : Suggestions.hint(argument, arguments, "no tracepoint of this class has it");
                reporter.error(element, annotation, "unknown argument '" + argument + "': " + where);
            }
        });
    }
}
