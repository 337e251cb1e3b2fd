package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One method of code that cannot be annotated, and the tracepoint it hits.
 *
 * @param className the binary name of the class
 * @param methodName the method's name, {@code <init>} for a constructor
 * @param parameterTypes the types of its parameters as Java source spells them, with or without packages; nothing where the name is enough
 * @param span true if the method is a span, false if it emits a tracepoint
 * @param tracepoint the span's or the tracepoint's name, alone or with its namespace
 * @param arguments where values come from, by the argument's name; arguments that are not there come from the parameter of the same name
 * @param result the argument of a span's end that the method returns
 * @param position where the binding begins in its file
 */
public record Binding(
        String className,
        String methodName,
        Optional<List<String>> parameterTypes,
        boolean span,
        String tracepoint,
        Map<String, BindingSource> arguments,
        Optional<String> result,
        SourcePosition position) {

    /** Copies the collections. */
    public Binding {
        parameterTypes = parameterTypes.map(List::copyOf);
        arguments = Copies.of(arguments);
    }
}
