package dev.tracebridge.processor.generate;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.ArgumentRule;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanOpening;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.catalogue.StateRule;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** The methods of an event that is a span: for methods that are the span, and for two calls of the facade that open and close it. */
final class SpanMethods {

    /** The static methods that take a span's event and those that give one; JFR's own {@code begin()} forbids a static one. */
    static final String START = "start";

    static final String END = "end";
    static final String FAIL = "fail";
    static final String OPEN = "open";

    private static final String START_SHARED = "startShared";

    private final EventModel event;
    private final SpanRule rule;
    private final Sidecar sidecar;
    private final ClassName self;
    private final ClassNames names;
    private final boolean sharesStart;

    SpanMethods(EventModel event, Sidecar sidecar, ClassName self, ClassNames names, boolean sharesStart) {
        this.event = event;
        this.rule = event.span().orElseThrow();
        this.sidecar = sidecar;
        this.self = self;
        this.names = names;
        this.sharesStart = sharesStart;
    }

    /** Whether two calls of the facade open and close the span; readers assemble the others. */
    static boolean opensAndCloses(SpanRule rule) {
        return rule.closing() == SpanClosing.EACH;
    }

    /** The tracepoints that close the span, those of failures last. */
    static List<SpanPoint> closing(EventModel span) {
        List<SpanPoint> points = new ArrayList<>(span.ends());
        points.addAll(span.failures());
        return points;
    }

    /** The method that closes the span at one of {@link #closing}. */
    static String closeName(EventModel span, int index) {
        List<SpanPoint> points = closing(span);
        String tracepoint = points.get(index).tracepoint().name();
        long before = points.subList(0, index).stream()
                .filter(p -> p.tracepoint().name().equals(tracepoint))
                .count();
        return "close_" + tracepoint + (before == 0 ? "" : "_" + (before + 1));
    }

    void addTo(TypeSpec.Builder type) {
        boolean facade = opensAndCloses(rule);
        if (facade && rule.shape() == SpanShape.ASYNC) {
            type.addField(FieldSpec.builder(
                            ApiNames.OPEN_SPAN_TABLE, names.table(), Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                    .initializer("new $T()", ApiNames.OPEN_SPAN_TABLE)
                    .build());
        }
        if (facade && sharesStart) {
            type.addField(startShared());
        }
        KeyMaps maps = new KeyMaps(names);
        if (sidecar.states().isEmpty()) {
            type.addMethod(start(false));
        } else {
            type.addMethod(startWithoutReceiver());
            type.addMethod(start(true));
        }
        type.addMethod(end());
        type.addMethod(fail());
        if (facade) {
            type.addMethod(open(maps));
            List<SpanPoint> points = closing(event);
            for (int i = 0; i < points.size(); i++) {
                type.addMethod(close(i, points.get(i), i >= rule.ends().size(), maps));
            }
        }
        maps.methods().forEach(type::addMethod);
    }

    /** Where several events may be made of one hit, all but one say so: a hit is one line in a log. */
    private static FieldSpec startShared() {
        return FieldSpec.builder(TypeName.BOOLEAN, START_SHARED, Modifier.PUBLIC)
                .addJavadoc("Whether the hit that began the span is in another event too.\n")
                .addAnnotation(EventAnnotations.text("Label", "Start Shared"))
                .addAnnotation(
                        EventAnnotations.text("Description", "The hit that began the span is in another event too"))
                .build();
    }

    private MethodSpec startWithoutReceiver() {
        Parameters parameters = Parameters.of(EventParameters.start(event));
        CodeBlock call = parameters.call().isEmpty()
                ? CodeBlock.of("(Object) null")
                : CodeBlock.of("(Object) null, $L", parameters.call());
        return MethodSpec.methodBuilder(START)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(self)
                .addJavadoc("Begins the span at the entry of a static method that is the span.\n\n")
                .addJavadoc("$L", parameters.javadoc())
                .addJavadoc("@return the open span, null if it is not recorded\n")
                .addParameters(parameters.specs())
                .addStatement("return $N($L)", START, call)
                .build();
    }

    private MethodSpec start(boolean withReceiver) {
        List<Argument> arguments = EventParameters.start(event);
        Parameters parameters = Parameters.of(arguments);
        String local = parameters.local("event");
        MethodSpec.Builder method = MethodSpec.methodBuilder(START)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(self)
                .addJavadoc("Begins the span at the entry of a method that is the span.\n\n");
        CodeBlock root = rootKey(parameters);
        if (withReceiver) {
            String receiver = parameters.local("receiver");
            method.addParameter(Object.class, receiver)
                    .addJavadoc("@param $L the object whose method it is, null for none\n", receiver);
            root = CodeBlock.of("$L, $N", root, receiver);
        }
        method.addJavadoc("$L", parameters.javadoc())
                .addJavadoc("@return the open span, null if it is not recorded\n")
                .addParameters(parameters.specs());
        method.beginControlFlow("if (!$N())", EventClass.RECORDED)
                .addStatement("return null")
                .endControlFlow();
        method.addStatement("$T $N = new $T()", self, local, self);
        method.addCode(assignStart(local, parameters, rule.start().when().keySet()::contains));
        return method.addStatement("$N.enter($N, $L)", local, names.probe(), root)
                .addStatement("$N.begin()", local)
                .addStatement("return $N", local)
                .build();
    }

    private MethodSpec end() {
        SpanPoint end = rule.ends().get(0);
        Parameters parameters = Parameters.of(EventParameters.end(event));
        String local = parameters.local("event");
        MethodSpec.Builder method = MethodSpec.methodBuilder(END)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("Ends the span at the normal exit of a method that is the span.\n\n")
                .addJavadoc("@param $L what {@code start} returned\n", local)
                .addJavadoc("$L", parameters.javadoc())
                .addParameter(self, local)
                .addParameters(parameters.specs());
        method.addStatement("$N.end()", local).addStatement("$N.exit()", local);
        method.addCode(assignEnd(local, end, parameters, end.when().keySet()::contains));
        return method.addCode(endedBy(local, end))
                .addStatement("$N.write()", local)
                .build();
    }

    private MethodSpec fail() {
        return MethodSpec.methodBuilder(FAIL)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("Ends the span where a method that is the span throws.\n\n")
                .addJavadoc("@param event what {@code start} returned\n@param thrown what the method throws\n")
                .addParameter(self, "event")
                .addParameter(Throwable.class, "thrown")
                .addStatement("event.end()")
                .addStatement("event.exit()")
                .addStatement("event.error = thrown.getClass().getName()")
                .addStatement("event.write()")
                .build();
    }

    private MethodSpec open(KeyMaps maps) {
        SpanPoint start = rule.start();
        Parameters parameters = Parameters.of(start.tracepoint().arguments());
        String local = parameters.local("event");
        MethodSpec.Builder method = MethodSpec.methodBuilder(OPEN)
                .addModifiers(Modifier.STATIC)
                .returns(TypeName.BOOLEAN)
                .addParameters(parameters.specs());
        CodeBlock assigned = assignStart(local, parameters, argument -> false);
        if (sharesStart) {
            String shared = parameters.local("shared");
            method.addParameter(TypeName.BOOLEAN, shared);
            assigned = CodeBlock.builder()
                    .add(assigned)
                    .addStatement("$N.$N = $N", local, START_SHARED, shared)
                    .build();
        }
        CodeBlock condition = Conditions.accepts(start, parameters)
                .map(accepted -> CodeBlock.of("!$N() || !($L)", EventClass.RECORDED, accepted))
                .orElseGet(() -> CodeBlock.of("!$N()", EventClass.RECORDED));
        method.beginControlFlow("if ($L)", condition)
                .addStatement("return false")
                .endControlFlow();
        CodeBlock key = CodeBlock.of("null");
        if (!start.key().isEmpty()) {
            String variable = parameters.local("key");
            method.addStatement("$T $N = $L", Object.class, variable, Keys.of(start.key(), parameters, maps));
            key = CodeBlock.of("$N", variable);
        }
        boolean first = rule.opening() == SpanOpening.FIRST;
        if (rule.shape() == SpanShape.ASYNC) {
            if (first) {
                method.beginControlFlow("synchronized ($N)", names.table());
                method.beginControlFlow("if ($N.isOpen($L))", names.table(), key)
                        .addStatement("return false")
                        .endControlFlow();
            }
            method.addStatement("$T $N = new $T()", self, local, self);
            method.addCode(assigned);
            method.addStatement("$N.enterDetached($L)", local, rootKey(parameters))
                    .addStatement("$N.begin()", local)
                    .addStatement("$N.open($N, $L)", names.table(), local, key);
            if (first) {
                method.endControlFlow();
            }
        } else {
            if (first) {
                method.beginControlFlow("if ($T.isOpen($T.class, $L))", ApiNames.OPEN_SPANS, self, key)
                        .addStatement("return false")
                        .endControlFlow();
            }
            if (rule.shape() == SpanShape.FLAT) {
                method.addStatement("$T.abandon($T.class, $L)", ApiNames.OPEN_SPANS, self, key);
            }
            method.addStatement("$T $N = new $T()", self, local, self);
            method.addCode(assigned);
            method.addStatement("$N.enter($N, $L)", local, names.probe(), rootKey(parameters))
                    .addStatement("$N.begin()", local)
                    .addStatement("$T.open($N, $L)", ApiNames.OPEN_SPANS, local, key);
        }
        return method.addStatement("return true").build();
    }

    private MethodSpec close(int index, SpanPoint end, boolean failure, KeyMaps maps) {
        Parameters parameters = Parameters.of(end.tracepoint().arguments());
        String local = parameters.local("event");
        MethodSpec.Builder method = MethodSpec.methodBuilder(closeName(event, index))
                .addModifiers(Modifier.STATIC)
                .returns(TypeName.BOOLEAN)
                .addParameters(parameters.specs());
        Conditions.accepts(end, parameters)
                .ifPresent(accepted -> method.beginControlFlow("if (!($L))", accepted)
                        .addStatement("return false")
                        .endControlFlow());
        CodeBlock key = Keys.of(end.key(), parameters, maps);
        if (rule.shape() == SpanShape.ASYNC) {
            method.addStatement("$T $N = ($T) $N.close($L)", self, local, self, names.table(), key);
        } else {
            method.addStatement("$T $N = $T.close($T.class, $L)", self, local, ApiNames.OPEN_SPANS, self, key);
        }
        method.beginControlFlow("if ($N == null)", local)
                .addStatement("return false")
                .endControlFlow();
        method.addStatement("$N.end()", local);
        method.addCode(assignEnd(local, end, parameters, argument -> false));
        method.addCode(endedBy(local, end));
        if (failure) {
            method.addStatement("$N.error = $L", local, failureText(end, parameters));
        }
        return method.addStatement("$N.write()", local)
                .addStatement("return true")
                .build();
    }

    /** Which of several open roots is the parent, where the start carries the key of a state machine. */
    private CodeBlock rootKey(Parameters parameters) {
        for (StateRule states : sidecar.states()) {
            List<KeyPart> parts = new ArrayList<>();
            for (KeyPart part : states.key()) {
                rule.start()
                        .tracepoint()
                        .argument(part.argument().name())
                        .filter(parameters::has)
                        .ifPresent(argument -> parts.add(new KeyPart(argument, part.align(), part.divide(), Map.of())));
            }
            if (!parts.isEmpty() && parts.size() == states.key().size()) {
                return Keys.of(parts, parameters, new KeyMaps(names));
            }
        }
        return CodeBlock.of("null");
    }

    private interface Fixed {
        boolean by(String argument);
    }

    private CodeBlock assignStart(String local, Parameters parameters, Fixed fixed) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (Argument argument : rule.start().tracepoint().arguments()) {
            Optional<EventField> field = event.startField(argument.name());
            field.filter(f -> !f.sensitive())
                    .ifPresent(f -> code.addStatement(
                            "$N.$N = $L", local, f.fieldName(), value(rule.start(), argument, parameters, fixed)));
        }
        return code.build();
    }

    private CodeBlock assignEnd(String local, SpanPoint end, Parameters parameters, Fixed fixed) {
        CodeBlock.Builder code = CodeBlock.builder();
        for (Argument argument : end.tracepoint().arguments()) {
            if (!EventParameters.sharedWithStart(event, end.tracepoint(), argument)) {
                event.endField(end.tracepoint().name(), argument.name())
                        .filter(f -> !f.sensitive())
                        .ifPresent(f -> code.addStatement(
                                "$N.$N = $L", local, f.fieldName(), value(end, argument, parameters, fixed)));
            }
        }
        return code.build();
    }

    private static CodeBlock value(SpanPoint point, Argument argument, Parameters parameters, Fixed fixed) {
        return fixed.by(argument.name())
                ? Conditions.literal(argument, point.when().get(argument.name()))
                : CodeBlock.of("$N", parameters.name(argument));
    }

    /** Said only where several tracepoints can end the span. */
    private CodeBlock endedBy(String local, SpanPoint end) {
        return closing(event).size() == 1
                ? CodeBlock.of("")
                : CodeBlock.builder()
                        .addStatement("$N.endedBy = $S", local, end.tracepoint().name())
                        .build();
    }

    /** The tracepoint and its first text, which of two is rather the one that is not the key. */
    private CodeBlock failureText(SpanPoint failure, Parameters parameters) {
        Tracepoint tracepoint = failure.tracepoint();
        List<Argument> keys = failure.key().stream().map(KeyPart::argument).toList();
        Optional<Argument> text = tracepoint.arguments().stream()
                .filter(a -> a.type().javaType() == JavaType.STRING)
                .filter(a -> !sidecar.argument(tracepoint, a)
                        .map(ArgumentRule::sensitive)
                        .orElse(false))
                .min(Comparator.comparing(keys::contains));
        return text.map(a -> CodeBlock.of("$S + $N", tracepoint.name() + ": ", parameters.name(a)))
                .orElseGet(() -> CodeBlock.of("$S", tracepoint.name()));
    }
}
