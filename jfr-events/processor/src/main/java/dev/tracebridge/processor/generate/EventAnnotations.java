package dev.tracebridge.processor.generate;

import com.palantir.javapoet.AnnotationSpec;
import com.palantir.javapoet.CodeBlock;
import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.CompleteRule;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.MetricRule;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.StateRule;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What JFR and the readers of a recording are told about an event. */
final class EventAnnotations {

    private final TraceModel model;
    private final EventModel event;

    EventAnnotations(TraceModel model, EventModel event) {
        this.model = model;
        this.event = event;
    }

    List<AnnotationSpec> all() {
        List<AnnotationSpec> annotations = new ArrayList<>();
        annotations.add(text("Name", event.name()));
        annotations.add(text("Label", event.simpleName()));
        annotations.add(AnnotationSpec.builder(ApiNames.jfr("Category"))
                .addMember("value", strings(event.category()))
                .build());
        annotations.add(text("Description", description()));
        annotations.add(flag("StackTrace", false));
        if (!event.enabledByDefault()) {
            annotations.add(flag("Enabled", false));
        }
        annotations.add(tracepoint());
        role().ifPresent(annotations::add);
        return annotations;
    }

    static List<AnnotationSpec> ofField(EventField field) {
        List<AnnotationSpec> annotations = new ArrayList<>();
        annotations.add(text("Label", field.argument().name()));
        if (field.argument().type().unsigned()) {
            annotations.add(AnnotationSpec.builder(ApiNames.jfr("Unsigned")).build());
        }
        switch (field.content()) {
            case NONE, HEX -> {}
            case BYTES -> annotations.add(constant("DataAmount", "BYTES"));
            case BITS -> annotations.add(constant("DataAmount", "BITS"));
            case BYTES_PER_SECOND -> {
                annotations.add(constant("DataAmount", "BYTES"));
                annotations.add(plain("Frequency"));
            }
            case MEMORY_ADDRESS -> annotations.add(plain("MemoryAddress"));
            case TIMESPAN_NS -> annotations.add(constant("Timespan", "NANOSECONDS"));
            case TIMESPAN_US -> {
                annotations.add(constant("Timespan", "MICROSECONDS"));
                // JDK Mission Control 9.1 shows a bare number for this one unit.
                annotations.add(text("Description", "in microseconds"));
            }
            case TIMESPAN_MS -> annotations.add(constant("Timespan", "MILLISECONDS"));
            case TIMESPAN_S -> annotations.add(constant("Timespan", "SECONDS"));
            case TIMESTAMP_MS -> annotations.add(constant("Timestamp", "MILLISECONDS_SINCE_EPOCH"));
            case FREQUENCY -> annotations.add(plain("Frequency"));
            case PERCENTAGE -> annotations.add(plain("Percentage"));
        }
        return annotations;
    }

    private String description() {
        Set<String> declarations =
                new LinkedHashSet<>(List.of(event.tracepoint().declaration()));
        declarations.addAll(declarations(SpanMethods.closing(event)));
        return String.join("\n", declarations);
    }

    private AnnotationSpec tracepoint() {
        Tracepoint tracepoint = event.tracepoint();
        AnnotationSpec.Builder metadata = AnnotationSpec.builder(ApiNames.TRACEPOINT_METADATA)
                .addMember("name", "$S", tracepoint.name())
                .addMember("format", "$S", tracepoint.format().text())
                .addMember("declaration", "$S", tracepoint.declaration())
                .addMember("group", "$S", tracepoint.group())
                .addMember("catalogue", "$S", model.sidecar().namespace())
                .addMember("hash", "$S", model.catalogue().hash());
        model.sidecar()
                .rendering(event.simpleName())
                .ifPresent(rendering -> metadata.addMember("render", "$S", rendering));
        return metadata.build();
    }

    private Optional<AnnotationSpec> role() {
        AnnotationSpec.Builder span = AnnotationSpec.builder(ApiNames.SPAN_METADATA);
        switch (event.role()) {
            case INSTANT -> {
                return Optional.empty();
            }
            case SPAN -> span(span);
            case STATES -> states(span, event.states().orElseThrow());
            case PHASES -> phases(span, event.phases().orElseThrow());
            case COMPLETE -> complete(span, event.complete().orElseThrow());
            case METRIC -> metric(span, event.metrics().get(0));
        }
        return Optional.of(span.build());
    }

    private void span(AnnotationSpec.Builder span) {
        name(span, event.simpleName())
                .addMember("shape", "$S", event.span().orElseThrow().shape().word());
        addStrings(span, "key", keyFields());
        addStrings(span, "ends", declarations(event.ends()));
        addStrings(span, "failures", declarations(event.failures()));
    }

    private void states(AnnotationSpec.Builder span, StateRule rule) {
        name(span, rule.name());
        argument(span, rule.argument());
        addStrings(span, "key", keyFields());
        addStrings(span, "initial", rule.initial());
        addStrings(span, "terminal", rule.terminal());
        addStrings(span, "failed", rule.failure());
    }

    private void phases(AnnotationSpec.Builder span, PhaseRule rule) {
        name(span, event.simpleName());
        argument(span, rule.argument());
        List<String> triples = new ArrayList<>();
        for (PhaseRule.Chain chain : rule.chains()) {
            triples.addAll(List.of(chain.name(), chain.first(), chain.last()));
        }
        addStrings(span, "chains", triples);
    }

    private void complete(AnnotationSpec.Builder span, CompleteRule rule) {
        name(span, event.simpleName());
        argument(span, rule.duration());
        String unit = switch (rule.unit()) {
            case NANOSECONDS -> "ns";
            case MICROSECONDS -> "us";
            case MILLISECONDS -> "ms";
            default -> "s";
        };
        span.addMember("unit", "$S", unit);
    }

    private void metric(AnnotationSpec.Builder span, MetricRule rule) {
        name(span, event.simpleName());
        rule.argument().ifPresent(argument -> argument(span, argument));
        if (!rule.unit().isEmpty()) {
            span.addMember("unit", "$S", rule.unit());
        }
        span.addMember("instrument", "$S", rule.instrument().word());
    }

    private AnnotationSpec.Builder name(AnnotationSpec.Builder span, String name) {
        return span.addMember("name", "$S", name)
                .addMember("role", "$S", event.role().name().toLowerCase(Locale.ROOT));
    }

    private void argument(AnnotationSpec.Builder span, Argument argument) {
        visible(argument).ifPresent(field -> span.addMember("argument", "$S", field));
    }

    private List<String> keyFields() {
        return event.key().stream()
                .map(KeyPart::argument)
                .map(this::visible)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<String> visible(Argument argument) {
        return event.startField(argument.name()).filter(f -> !f.sensitive()).map(EventField::fieldName);
    }

    private static List<String> declarations(List<SpanPoint> points) {
        return points.stream()
                .map(point -> point.tracepoint().declaration())
                .distinct()
                .toList();
    }

    private static void addStrings(AnnotationSpec.Builder annotation, String member, List<String> values) {
        if (!values.isEmpty()) {
            annotation.addMember(member, strings(values));
        }
    }

    private static CodeBlock strings(List<String> values) {
        List<CodeBlock> literals =
                values.stream().map(value -> CodeBlock.of("$S", value)).toList();
        return CodeBlock.of("{$L}", CodeBlock.join(literals, ", "));
    }

    private static AnnotationSpec plain(String name) {
        return AnnotationSpec.builder(ApiNames.jfr(name)).build();
    }

    static AnnotationSpec text(String name, String value) {
        return AnnotationSpec.builder(ApiNames.jfr(name))
                .addMember("value", "$S", value)
                .build();
    }

    private static AnnotationSpec flag(String name, boolean value) {
        return AnnotationSpec.builder(ApiNames.jfr(name))
                .addMember("value", "$L", value)
                .build();
    }

    private static AnnotationSpec constant(String name, String constant) {
        return AnnotationSpec.builder(ApiNames.jfr(name))
                .addMember("value", "$T.$L", ApiNames.jfr(name), constant)
                .build();
    }
}
