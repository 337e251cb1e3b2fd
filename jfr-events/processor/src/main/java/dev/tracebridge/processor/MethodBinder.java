package dev.tracebridge.processor;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.FieldNames;
import dev.tracebridge.catalogue.Suggestions;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.processor.generate.EventParameters;
import dev.tracebridge.processor.generate.TracepointIndex.BoundArgument;
import dev.tracebridge.processor.generate.TracepointIndex.Call;
import dev.tracebridge.processor.generate.TracepointIndex.Field;
import dev.tracebridge.processor.generate.TracepointIndex.Parameter;
import dev.tracebridge.processor.generate.TracepointIndex.Returned;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeMirror;

/** Binds the arguments of one method's tracepoints to what the method has: parameters first, then members of its class. */
final class MethodBinder {

    private final ExecutableElement method;
    private final TracedCatalogue catalogue;
    private final Members members;
    private final Descriptors descriptors;
    private final Reporter reporter;
    private final Map<String, Integer> byAnnotation = new HashMap<>();
    private final Map<String, Integer> byName = new HashMap<>();

    MethodBinder(
            ExecutableElement method,
            TracedCatalogue catalogue,
            Members members,
            Descriptors descriptors,
            Reporter reporter) {
        this.method = method;
        this.catalogue = catalogue;
        this.members = members;
        this.descriptors = descriptors;
        this.reporter = reporter;
        for (int i = 0; i < method.getParameters().size(); i++) {
            note(i, method.getParameters().get(i));
        }
    }

    private void note(int index, VariableElement parameter) {
        Optional<? extends AnnotationMirror> annotation = Annotations.find(parameter, Annotations.ARG);
        if (annotation.isEmpty()) {
            byName.put(parameter.getSimpleName().toString(), index);
            return;
        }
        Optional<String> argument = Annotations.text(annotation.get());
        if (argument.isPresent() && byAnnotation.putIfAbsent(argument.get(), index) != null) {
            reporter.error(
                    parameter,
                    annotation.get(),
                    "argument '" + argument.get() + "' is bound to another parameter already");
        }
    }

    /**
     * Binds arguments of a tracepoint.
     *
     * @param wanted those that the event's method takes
     * @param annotation where to report what is not bound
     * @param result the argument that the return value is; null for none
     * @return one for each wanted, or nothing if there was an error
     */
    Optional<List<BoundArgument>> bind(
            Tracepoint tracepoint, List<Argument> wanted, AnnotationMirror annotation, String result) {
        List<BoundArgument> bound = new ArrayList<>();
        List<Argument> missing = new ArrayList<>();
        boolean correct = true;
        for (Argument argument : wanted) {
            Source source = source(argument, result);
            if (source == null) {
                missing.add(argument);
            } else {
                correct &= check(source, tracepoint, argument, annotation);
                bound.add(source.bind(EventParameters.descriptor(argument)));
            }
        }
        if (!missing.isEmpty()) {
            reporter.error(method, annotation, missingText(tracepoint, missing));
            correct = false;
        }
        return correct ? Optional.of(bound) : Optional.empty();
    }

    /** Where a value comes from. */
    private record Source(String what, Element element, TypeMirror type, Binding binding) {

        BoundArgument bind(String descriptor) {
            return binding.to(descriptor);
        }
    }

    private interface Binding {
        BoundArgument to(String descriptor);
    }

    private Source source(Argument argument, String result) {
        if (argument.name().equals(result)) {
            return new Source("the return value", method, method.getReturnType(), Returned::new);
        }
        Integer parameter = byAnnotation.get(argument.name());
        if (parameter == null) {
            parameter = byName.get(FieldNames.of(argument.name()));
        }
        if (parameter == null) {
            parameter = byName.get(argument.name());
        }
        if (parameter != null) {
            VariableElement element = method.getParameters().get(parameter);
            int index = parameter + descriptors.addedCount(method);
            return new Source(
                    "parameter '" + element.getSimpleName() + "'",
                    element,
                    element.asType(),
                    type -> new Parameter(index, type));
        }
        return members.find(argument.name()).map(this::memberSource).orElse(null);
    }

    private Source memberSource(Element member) {
        String name = member.getSimpleName().toString();
        if (member instanceof ExecutableElement call) {
            TypeMirror returned = call.getReturnType();
            return new Source(
                    "method '" + name + "'", member, returned, type -> new Call(name, descriptors.of(returned), type));
        }
        TypeMirror fieldType = member.asType();
        return new Source(
                "field '" + name + "'", member, fieldType, type -> new Field(name, descriptors.of(fieldType), type));
    }

    private boolean check(Source source, Tracepoint tracepoint, Argument argument, AnnotationMirror annotation) {
        String descriptor = descriptors.of(source.type);
        if (descriptor == null) {
            // The type does not exist, as the compiler says.
            return false;
        }
        String bound = "argument '" + argument.name() + "' of tracepoint '" + tracepoint.name() + "'";
        if (!ArgumentTypes.accepts(argument, descriptor)) {
            reporter.error(
                    source.element,
                    source.what + " is " + source.type + ", but " + bound + " (" + argument + ") takes "
                            + ArgumentTypes.name(argument) + catalogue.declaration(tracepoint));
            return false;
        }
        boolean member = source.element.getEnclosingElement().equals(method.getEnclosingElement())
                && !source.element.equals(method);
        if (member && isStatic(method) && !isStatic(source.element)) {
            reporter.error(
                    method,
                    annotation,
                    bound + " is bound to " + source.what + ", which is not static as the method is"
                            + catalogue.declaration(tracepoint));
            return false;
        }
        return true;
    }

    private static boolean isStatic(Element element) {
        return element.getModifiers().contains(Modifier.STATIC);
    }

    private String missingText(Tracepoint tracepoint, List<Argument> missing) {
        StringBuilder text = new StringBuilder();
        for (Argument argument : missing) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append("argument '")
                    .append(argument.name())
                    .append("' (")
                    .append(argument)
                    .append(") of tracepoint '")
                    .append(tracepoint.name())
                    .append("' is not bound: there is no parameter '")
                    .append(FieldNames.of(argument.name()))
                    .append("' and no @Arg(\"")
                    .append(argument.name())
                    .append("\")");
        }
        if (!byName.isEmpty() && byName.keySet().stream().allMatch(name -> name.matches("arg\\d+"))) {
            text.append("\nthe parameters have no names of their own: was the class compiled without -parameters?");
        }
        return text.append(catalogue.declaration(tracepoint)).toString();
    }

    /** Reports the parameters whose argument none of the method's tracepoints has. */
    void checkUsed(List<Tracepoint> tracepoints) {
        Set<String> arguments = tracepoints.stream()
                .flatMap(t -> t.arguments().stream())
                .map(Argument::name)
                .collect(Collectors.toCollection(TreeSet::new));
        byAnnotation.forEach((argument, index) -> {
            if (!arguments.contains(argument)) {
                VariableElement parameter = method.getParameters().get(index);
                StringBuilder text = new StringBuilder();
                text.append("unknown argument '")
                        .append(argument)
                        .append("': ")
                        .append(Suggestions.hint(argument, arguments, "the tracepoint does not have it"));
                tracepoints.forEach(tracepoint -> text.append(catalogue.declaration(tracepoint)));
                reporter.error(
                        parameter, Annotations.find(parameter, Annotations.ARG).orElseThrow(), text.toString());
            }
        });
    }
}
