package dev.tracebridge.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.TypeName;
import com.palantir.javapoet.TypeSpec;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.lang.model.element.Modifier;

/** The class of one event. */
final class EventClass {

    static final String ENABLED = "enabled";
    static final String RECORDED = "recorded";
    static final String EMIT = "emit";

    private final TraceModel model;
    private final TracepointRoles roles;
    private final EventModel event;
    private final ClassName self;
    private final ClassNames names;
    private final MetricCode metrics;

    EventClass(TraceModel model, TracepointRoles roles, EventModel event, String packageName) {
        this.model = model;
        this.roles = roles;
        this.event = event;
        this.self = ClassName.get(packageName, event.className());
        this.names = new ClassNames(event);
        this.metrics = new MetricCode(model, event, names);
    }

    TypeSpec build() {
        TypeSpec.Builder type = TypeSpec.classBuilder(self)
                .addModifiers(Modifier.PUBLIC, Modifier.FINAL)
                .superclass(superclass())
                .addJavadoc("$L", javadoc());
        new EventAnnotations(model, event).all().forEach(type::addAnnotation);
        type.addAnnotation(AnnotationSpec.builder(SuppressWarnings.class)
                .addMember("value", "$S", "exports")
                .build());
        type.addField(FieldSpec.builder(self, names.probe(), Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer("new $T()", self)
                .build());
        addGroupState(type);
        if (isTracepoint()) {
            metrics.addFields(type);
        }
        for (EventField field : event.fields()) {
            if (!field.sensitive()) {
                type.addField(field(field));
            }
        }
        type.addMethod(
                MethodSpec.constructorBuilder().addModifiers(Modifier.PRIVATE).build());
        type.addMethod(enabled());
        type.addMethod(recorded());
        if (isTracepoint()) {
            type.addMethod(emit(false));
            if (EventParameters.emitTakesReceiver(event)) {
                type.addMethod(emit(true));
            }
        }
        if (event.role() == EventRole.SPAN) {
            new SpanMethods(event, model.sidecar(), self, names, roles.sharesStart(event)).addTo(type);
        }
        return type.build();
    }

    /** Whether the event is its tracepoint's own; else it is a span with a name of its own. */
    private boolean isTracepoint() {
        return event.simpleName().equals(event.tracepoint().name());
    }

    private TypeName superclass() {
        return switch (event.role()) {
            case SPAN -> ApiNames.SPAN_EVENT;
            case STATES, PHASES -> ApiNames.GROUP_EVENT;
            case INSTANT, COMPLETE, METRIC -> ApiNames.jfr("Event");
        };
    }

    private String javadoc() {
        StringBuilder text = new StringBuilder();
        text.append(isTracepoint() ? "Tracepoint " : "Span ")
                .append(Javadoc.code(event.simpleName()))
                .append(": ")
                .append(Javadoc.code(event.tracepoint().declaration()));
        SpanMethods.closing(event).stream()
                .map(end -> end.tracepoint().declaration())
                .filter(end -> !end.equals(event.tracepoint().declaration()))
                .distinct()
                .forEach(end -> text.append(" ... ").append(Javadoc.code(end)));
        return text.append(".\n").toString();
    }

    private FieldSpec field(EventField field) {
        FieldSpec.Builder spec = FieldSpec.builder(
                        Parameters.type(field.argument().type().javaType()), field.fieldName(), Modifier.PUBLIC)
                .addJavadoc("$L.\n", Javadoc.code(field.argument().toString()));
        EventAnnotations.ofField(field).forEach(spec::addAnnotation);
        return spec.build();
    }

    private void addGroupState(TypeSpec.Builder type) {
        event.states()
                .filter(rule -> event.role() == EventRole.STATES)
                .ifPresent(rule -> type.addField(FieldSpec.builder(
                                ApiNames.STATE_MACHINE,
                                names.machine(),
                                Modifier.PRIVATE,
                                Modifier.STATIC,
                                Modifier.FINAL)
                        .initializer(GroupCode.machine(event, rule))
                        .build()));
        event.phases()
                .filter(rule -> event.role() == EventRole.PHASES)
                .ifPresent(rule -> type.addField(FieldSpec.builder(
                                ApiNames.PHASE_CHAINS,
                                names.chains(),
                                Modifier.PRIVATE,
                                Modifier.STATIC,
                                Modifier.FINAL)
                        .initializer(GroupCode.chains(rule))
                        .build()));
    }

    private MethodSpec enabled() {
        List<CodeBlock> any = new ArrayList<>();
        any.add(CodeBlock.of("$N.isEnabled()", names.probe()));
        if (isTracepoint()) {
            if (!metrics.isEmpty()) {
                any.add(MetricCode.enabled());
            }
            for (EventModel span : roles.spans(event.tracepoint().name())) {
                if (!span.equals(event)) {
                    any.add(CodeBlock.of("$T.$N()", self.peerClass(span.className()), RECORDED));
                }
            }
        }
        return MethodSpec.methodBuilder(ENABLED)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .returns(TypeName.BOOLEAN)
                .addJavadoc(
                        "Whether any recording wants what this class emits; the arguments need not be computed otherwise.\n\n")
                .addJavadoc("@return true if so\n")
                .addStatement("return $L", CodeBlock.join(any, "\n|| "))
                .build();
    }

    private MethodSpec recorded() {
        return MethodSpec.methodBuilder(RECORDED)
                .addModifiers(Modifier.STATIC)
                .returns(TypeName.BOOLEAN)
                .addStatement("return $N.isEnabled()", names.probe())
                .build();
    }

    private MethodSpec emit(boolean withReceiver) {
        Tracepoint tracepoint = event.tracepoint();
        Parameters parameters = Parameters.of(EventParameters.emit(tracepoint));
        MethodSpec.Builder method = MethodSpec.methodBuilder(EMIT)
                .addModifiers(Modifier.PUBLIC, Modifier.STATIC)
                .addJavadoc("Emits one record of the tracepoint. To be called while {@link #enabled()}.\n");
        Optional<String> receiver = withReceiver ? Optional.of(parameters.local("receiver")) : Optional.empty();
        receiver.ifPresent(name -> method.addParameter(Object.class, name)
                .addJavadoc("\n@param $L the object whose method names the state\n", name));
        method.addJavadoc("$L", javadoc(parameters, withReceiver)).addParameters(parameters.specs());
        metrics.addTo(method, parameters);
        switch (event.role()) {
            case STATES ->
                method.addCode(group(
                        parameters,
                        event.states()
                                .map(rule -> GroupCode.enter(rule, names, parameters, receiver))
                                .orElseThrow()));
            case PHASES ->
                method.addCode(group(
                        parameters,
                        event.phases()
                                .map(rule -> GroupCode.reach(rule, names, parameters))
                                .orElseThrow()));
            case SPAN -> method.addCode(spans(parameters)).addCode(record(parameters, "$N.write();\n"));
            case INSTANT, COMPLETE, METRIC -> {
                method.addCode(spans(parameters));
                CodeBlock record =
                        record(parameters, "if ($1N.shouldCommit()) {\n$>$1N.commit();\n$2T.count();\n$<}\n");
                if (metrics.isEmpty()) {
                    method.addCode(record);
                } else {
                    // What only counts makes no event.
                    method.beginControlFlow("if ($N())", RECORDED)
                            .addCode(record)
                            .endControlFlow();
                }
            }
        }
        return method.build();
    }

    private String javadoc(Parameters parameters, boolean begun) {
        boolean none = event.tracepoint().arguments().isEmpty();
        return none ? "" : (begun ? "" : "\n") + parameters.javadoc();
    }

    /** Closes what the tracepoint closes and opens what it opens; returns where it did. */
    private CodeBlock spans(Parameters parameters) {
        String tracepoint = event.tracepoint().name();
        List<CodeBlock> closes = new ArrayList<>();
        for (TracepointRoles.Close close : roles.closes(tracepoint)) {
            closes.add(CodeBlock.of(
                    "$T.$N($L)", self.peerClass(close.span().className()), close.method(), parameters.call()));
        }
        String taken = parameters.local("taken");
        List<CodeBlock> opens = new ArrayList<>();
        for (EventModel span : roles.opens(tracepoint)) {
            opens.add(open(span, parameters, taken));
        }
        CodeBlock.Builder code = CodeBlock.builder();
        if (closes.size() + opens.size() == 0) {
            return code.build();
        }
        if (opens.isEmpty() || closes.isEmpty() && opens.size() == 1) {
            closes.addAll(opens);
            code.beginControlFlow("if ($L)", CodeBlock.join(closes, "\n|| "));
        } else {
            if (closes.isEmpty()) {
                code.addStatement("boolean $N = $L", taken, opens.remove(0));
            } else {
                code.addStatement("boolean $N = $L", taken, CodeBlock.join(closes, "\n|| "));
            }
            opens.forEach(open -> code.addStatement("$N |= $L", taken, open));
            code.beginControlFlow("if ($N)", taken);
        }
        return code.addStatement("return").endControlFlow().build();
    }

    /** @param taken the variable that says whether the hit is in an event already */
    private CodeBlock open(EventModel span, Parameters parameters, String taken) {
        String arguments = parameters.call();
        if (roles.sharesStart(span)) {
            arguments += (arguments.isEmpty() ? "" : ", ") + taken;
        }
        return CodeBlock.of("$T.$N($L)", self.peerClass(span.className()), SpanMethods.OPEN, arguments);
    }

    /** One event of this class with the tracepoint's arguments. */
    private CodeBlock record(Parameters parameters, String commit) {
        String local = parameters.local("event");
        return CodeBlock.builder()
                .add(create(parameters, local))
                .add(
                        commit.contains("$2T")
                                ? CodeBlock.of(commit, local, ApiNames.THREAD_TRACE)
                                : CodeBlock.of(commit, local))
                .build();
    }

    /** A step of a group; the group hears of each, and what the tracepoint opens beside it does not make it another event. */
    private CodeBlock group(Parameters parameters, GroupCode.Step step) {
        CodeBlock.Builder code = CodeBlock.builder();
        String local = parameters.local("event");
        String taken = parameters.local("taken");
        List<EventModel> opened = roles.opens(event.tracepoint().name());
        if (opened.isEmpty()) {
            code.beginControlFlow("if ($N())", RECORDED);
        } else {
            code.addStatement("boolean $N = $N()", taken, RECORDED).beginControlFlow("if ($N)", taken);
        }
        code.add(create(parameters, local)).addStatement("$L", step.with(local)).endControlFlow();
        for (EventModel span : opened) {
            code.addStatement("$N |= $L", taken, open(span, parameters, taken));
        }
        return code.build();
    }

    private CodeBlock create(Parameters parameters, String local) {
        CodeBlock.Builder code = CodeBlock.builder().addStatement("$T $N = new $T()", self, local, self);
        for (Argument argument : event.tracepoint().arguments()) {
            event.startField(argument.name())
                    .filter(field -> !field.sensitive())
                    .ifPresent(field ->
                            code.addStatement("$N.$N = $N", local, field.fieldName(), parameters.name(argument)));
        }
        return code.build();
    }
}
