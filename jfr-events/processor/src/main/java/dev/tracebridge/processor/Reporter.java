package dev.tracebridge.processor;

import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic;

/** Compile errors on the user's lines. */
final class Reporter {

    private final Messager messager;
    private boolean failed;

    Reporter(Messager messager) {
        this.messager = messager;
    }

    /** An error that has no place. */
    void error(String message) {
        failed = true;
        messager.printMessage(Diagnostic.Kind.ERROR, message);
    }

    /** An error at an element. */
    void error(Element element, String message) {
        failed = true;
        messager.printMessage(Diagnostic.Kind.ERROR, message, element);
    }

    /** An error at the value of an annotation of one value, or at the annotation where it has none. */
    void error(Element element, AnnotationMirror annotation, String message) {
        failed = true;
        messager.printMessage(
                Diagnostic.Kind.ERROR,
                message,
                element,
                annotation,
                Annotations.written(annotation, Annotations.VALUE).orElse(null));
    }

    /** Whether there was an error. */
    boolean failed() {
        return failed;
    }
}
