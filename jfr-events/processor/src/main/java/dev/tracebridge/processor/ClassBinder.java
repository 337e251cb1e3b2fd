package dev.tracebridge.processor;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.Suggestions;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.processor.generate.EventParameters;
import dev.tracebridge.processor.generate.TracepointIndex.BoundArgument;
import dev.tracebridge.processor.generate.TracepointIndex.ClassEntry;
import dev.tracebridge.processor.generate.TracepointIndex.MethodEntry;
import dev.tracebridge.processor.generate.TracepointIndex.Receiver;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.Elements;

/** Checks the annotated methods of one class against the catalogue and makes the class's entry of the index. */
final class ClassBinder {

    /** What the names of starts add to a stem, to guess which tracepoint an unknown span may have meant. */
    private static final List<String> START_SUFFIXES =
            List.of("", "_start", "_begin", "_enter", "_entry", "_pre", "_before", "_open", "_request");

    private final TypeElement type;
    private final CatalogueScopes scopes;
    private final Elements elements;
    private final Descriptors descriptors;
    private final Reporter reporter;
    private final Members members;
    private final List<MethodEntry> entries = new ArrayList<>();
    private final Set<String> arguments = new HashSet<>();
    private boolean complete = true;

    ClassBinder(
            TypeElement type, CatalogueScopes scopes, Elements elements, Descriptors descriptors, Reporter reporter) {
        this.type = type;
        this.scopes = scopes;
        this.elements = elements;
        this.descriptors = descriptors;
        this.reporter = reporter;
        this.members = Members.of(type, reporter);
    }

    /** The class's entry, without methods where it has no tracepoints. */
    ClassEntry bind() {
        for (Element element : type.getEnclosedElements()) {
            if (element instanceof ExecutableElement method) {
                bind(method);
            }
        }
        if (complete) {
            members.checkUsed(arguments);
        }
        return new ClassEntry(elements.getBinaryName(type).toString(), entries);
    }

    private void bind(ExecutableElement method) {
        Optional<? extends AnnotationMirror> instant = Annotations.find(method, Annotations.TRACEPOINT);
        Optional<? extends AnnotationMirror> span = Annotations.find(method, Annotations.TRACEPOINT_SPAN);
        Optional<? extends AnnotationMirror> result = Annotations.find(method, Annotations.RESULT);
        if (result.isPresent() && span.isEmpty()) {
            reporter.error(method, result.get(), "@Result needs @TracepointSpan: only the end of a span has a result");
        }
        if (instant.isEmpty() && span.isEmpty()) {
            checkNoStray(method);
            return;
        }
        AnnotationMirror first = span.isPresent() ? span.get() : instant.get();
        if (!hasCode(method, first)) {
            complete = false;
            return;
        }
        Optional<TracedCatalogue> catalogue = scopes.of(type, method, first);
        String descriptor = descriptors.of(method);
        if (catalogue.isEmpty() || descriptor == null) {
            complete = false;
            return;
        }
        MethodBinder binder = new MethodBinder(method, catalogue.get(), members, descriptors, reporter);
        List<Tracepoint> tracepoints = new ArrayList<>();
        int errors = 0;
        if (span.isPresent()) {
            errors += bindSpan(catalogue.get(), binder, method, descriptor, span.get(), result, tracepoints) ? 0 : 1;
        }
        if (instant.isPresent()) {
            errors += bindInstant(catalogue.get(), binder, method, descriptor, instant.get(), tracepoints) ? 0 : 1;
        }
        if (errors == 0) {
            binder.checkUsed(tracepoints);
        } else if (tracepoints.isEmpty()) {
            complete = false;
        }
        tracepoints.forEach(t -> t.arguments().forEach(a -> arguments.add(a.name())));
    }

    private boolean hasCode(ExecutableElement method, AnnotationMirror annotation) {
        for (Modifier modifier : List.of(Modifier.ABSTRACT, Modifier.NATIVE)) {
            if (method.getModifiers().contains(modifier)) {
                reporter.error(method, annotation, "a method that is " + modifier + " has no code to trace");
                return false;
            }
        }
        return true;
    }

    private boolean bindInstant(
            TracedCatalogue catalogue,
            MethodBinder binder,
            ExecutableElement method,
            String descriptor,
            AnnotationMirror annotation,
            List<Tracepoint> tracepoints) {
        Optional<String> name = Annotations.text(annotation);
        if (name.isEmpty()) {
            return false;
        }
        Optional<Tracepoint> found = catalogue.model().catalogue().find(name.get());
        if (found.isEmpty()) {
            reporter.error(method, annotation, unknownTracepoint(catalogue, name.get()));
            return false;
        }
        Tracepoint tracepoint = found.get();
        tracepoints.add(tracepoint);
        Optional<List<BoundArgument>> bound =
                binder.bind(tracepoint, EventParameters.emit(tracepoint), annotation, null);
        EventModel event = catalogue.model().event(tracepoint.name()).orElseThrow();
        bound.ifPresent(list -> entries.add(new MethodEntry(
                false,
                name(method),
                descriptor,
                catalogue.className(event),
                withReceiver(EventParameters.emitTakesReceiver(event), method, list),
                List.of())));
        return bound.isPresent();
    }

    private static String unknownTracepoint(TracedCatalogue catalogue, String name) {
        boolean span = catalogue
                .model()
                .event(name)
                .filter(e -> e.role() == EventRole.SPAN)
                .isPresent();
        List<String> known = catalogue.model().catalogue().tracepoints().stream()
                .map(Tracepoint::name)
                .toList();
        String otherwise = "it is not in " + catalogue.model().catalogue().fileName();
        return "unknown tracepoint '" + name + "': "
                + (span ? "that is a span, for @TracepointSpan" : Suggestions.hint(name, known, otherwise));
    }

    private boolean bindSpan(
            TracedCatalogue catalogue,
            MethodBinder binder,
            ExecutableElement method,
            String descriptor,
            AnnotationMirror annotation,
            Optional<? extends AnnotationMirror> result,
            List<Tracepoint> tracepoints) {
        Optional<String> name = Annotations.text(annotation);
        if (name.isEmpty()) {
            return false;
        }
        if (method.getKind() == ElementKind.CONSTRUCTOR) {
            reporter.error(
                    method,
                    annotation,
                    "a constructor cannot be a span: what it throws cannot be caught; use @Tracepoint for an instant");
            return false;
        }
        Optional<EventModel> found = catalogue.model().event(name.get()).filter(e -> e.role() == EventRole.SPAN);
        if (found.isEmpty()) {
            reporter.error(method, annotation, unknownSpan(catalogue, name.get()));
            return false;
        }
        EventModel event = found.get();
        SpanRule rule = event.span().orElseThrow();
        Tracepoint start = rule.start().tracepoint();
        Tracepoint end = rule.ends().get(0).tracepoint();
        tracepoints.add(start);
        tracepoints.add(end);
        List<Argument> endArguments = EventParameters.end(event);
        Optional<String> returned = result.flatMap(Annotations::text);
        boolean correct = returned.isEmpty()
                || checkResult(catalogue, method, result.orElseThrow(), returned.get(), end, endArguments);
        Optional<List<BoundArgument>> atStart = binder.bind(start, EventParameters.start(event), annotation, null);
        if (!correct) {
            return false;
        }
        Optional<List<BoundArgument>> atEnd = binder.bind(end, endArguments, annotation, returned.orElse(null));
        if (atStart.isEmpty() || atEnd.isEmpty()) {
            return false;
        }
        entries.add(new MethodEntry(
                true,
                name(method),
                descriptor,
                catalogue.className(event),
                withReceiver(EventParameters.startTakesReceiver(catalogue.model()), method, atStart.get()),
                atEnd.get()));
        return true;
    }

    private static List<BoundArgument> withReceiver(
            boolean taken, ExecutableElement method, List<BoundArgument> bound) {
        if (!taken || method.getModifiers().contains(Modifier.STATIC)) {
            return bound;
        }
        List<BoundArgument> all = new ArrayList<>(List.of(new Receiver()));
        all.addAll(bound);
        return all;
    }

    private boolean checkResult(
            TracedCatalogue catalogue,
            ExecutableElement method,
            AnnotationMirror result,
            String argument,
            Tracepoint end,
            List<Argument> endArguments) {
        if (method.getReturnType().getKind() == TypeKind.VOID) {
            reporter.error(method, result, "@Result needs a method that returns a value");
            return false;
        }
        if (endArguments.stream().anyMatch(a -> a.name().equals(argument))) {
            return true;
        }
        List<String> known = endArguments.stream().map(Argument::name).toList();
        String why = end.argument(argument).isPresent()
                ? "the span's start or its rule tells its value already"
                : Suggestions.hint(argument, known, "the end tracepoint does not have it");
        reporter.error(
                method,
                result,
                "argument '" + argument + "' cannot be the result: " + why + catalogue.declaration(end));
        return false;
    }

    private static String unknownSpan(TracedCatalogue catalogue, String name) {
        List<String> spans = catalogue.model().events().stream()
                .filter(e -> e.role() == EventRole.SPAN)
                .map(EventModel::simpleName)
                .toList();
        String sidecar = catalogue.model().sidecar().fileName();
        String rules = sidecar.isEmpty() ? "a sidecar" : sidecar;
        String hint = Suggestions.hint(name, spans, "");
        if (!hint.isEmpty()) {
            return "unknown span '" + name + "': " + hint;
        }
        for (String suffix : START_SUFFIXES) {
            Optional<Tracepoint> start = catalogue.model().catalogue().find(name + suffix);
            if (start.isPresent()) {
                return "unknown span '" + name + "': tracepoint '" + name + suffix + "' has no end; add a span to "
                        + rules + ", or use @Tracepoint for an instant" + catalogue.declaration(start.get());
            }
        }
        return "unknown span '" + name + "': " + rules + " has no span of this name";
    }

    private static String name(ExecutableElement method) {
        return method.getSimpleName().toString();
    }

    /** {@code @Arg} at a parameter does nothing where the method has no tracepoint. */
    private void checkNoStray(ExecutableElement method) {
        boolean ofComponents = method.getKind() == ElementKind.CONSTRUCTOR && type.getKind() == ElementKind.RECORD;
        if (ofComponents) {
            return;
        }
        for (VariableElement parameter : method.getParameters()) {
            Annotations.find(parameter, Annotations.ARG)
                    .ifPresent(annotation ->
                            reporter.error(parameter, annotation, "@Arg binds nothing: the method has no tracepoint"));
        }
    }
}
