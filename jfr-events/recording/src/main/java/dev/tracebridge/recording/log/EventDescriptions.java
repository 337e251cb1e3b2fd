package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.CompleteRule;
import dev.tracebridge.catalogue.EventField;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.MetricRule;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.StateRule;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.chunk.FieldType;
import dev.tracebridge.recording.chunk.TypeAnnotations;
import dev.tracebridge.recording.chunk.WrittenType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Describes imported events in the words of the event classes that the processor generates, so that a reader sees no difference. */
final class EventDescriptions {

    static final String LOG_SOURCE = "logSource";
    static final String LOG_LINE = "logLine";
    static final String LOG_FORM = "logForm";
    static final String IN_SPAN = "inSpan";

    private final ImportModel model;

    EventDescriptions(ImportModel model) {
        this.model = model;
    }

    /** The event of one record: its arguments, and where it stood. */
    WrittenType record(EventModel event) {
        EventRole role = event.role();
        TypeAnnotations annotations = annotations(event, List.of());
        if (role == EventRole.COMPLETE || role == EventRole.METRIC) {
            annotations.with("dev.tracebridge.Span", span(event));
        }
        boolean derived = isDerived(role);
        String name = model.namespace(event)
                + (derived ? ".line." : ".")
                + event.tracepoint().name();
        WrittenType type = new WrittenType(name, annotations);
        for (Argument argument : event.tracepoint().arguments()) {
            event.startField(argument.name())
                    .filter(field -> !field.sensitive())
                    .ifPresent(field -> addField(type, field));
        }
        return addPlace(type.field(
                IN_SPAN, FieldType.BOOLEAN, described("In Span", "A derived event tells what this record told")));
    }

    /** Where a record stood, at the end of its fields. */
    static WrittenType addPlace(WrittenType type) {
        return type.field(LOG_SOURCE, FieldType.STRING, labelled("Log"))
                .field(LOG_LINE, FieldType.LONG, described("Log Line", "Counted from 1; of a binary file, the record"))
                .field(LOG_FORM, FieldType.STRING, described("Log Form", "What stood before the name"));
    }

    /** Whether the event of the model is made of several records, so that a single record needs another type. */
    static boolean isDerived(EventRole role) {
        return role == EventRole.SPAN || role == EventRole.STATES || role == EventRole.PHASES;
    }

    /** A span, a state or a step between checkpoints, made of several records. */
    WrittenType derived(EventModel event) {
        List<SpanPoint> closing =
                Stream.concat(event.ends().stream(), event.failures().stream()).toList();
        TypeAnnotations annotations = annotations(event, closing)
                .with("dev.tracebridge.Span", span(event))
                .with("dev.tracebridge.Derived");
        WrittenType type = new WrittenType(model.namespace(event) + "." + event.simpleName(), annotations)
                .field("traceIdHigh", FieldType.LONG, labelled("Trace Id High").with("jdk.jfr.Contextual"))
                .field("traceIdLow", FieldType.LONG, labelled("Trace Id Low").with("jdk.jfr.Contextual"))
                .field(
                        "spanId",
                        FieldType.LONG,
                        labelled("Span Id").with("dev.tracebridge.SpanId").with("jdk.jfr.Contextual"))
                .field("parentId", FieldType.LONG, labelled("Parent Span Id").with("dev.tracebridge.SpanId"))
                .field("startThread", FieldType.THREAD, labelled("Start Thread"))
                .field("endedBy", FieldType.STRING, labelled("Ended By"))
                .field("error", FieldType.STRING, labelled("Error"))
                .field(
                        "unfinished",
                        FieldType.BOOLEAN,
                        described("Unfinished", "The end tracepoint is not in the log"));
        if (event.role() != EventRole.SPAN) {
            type.field(
                            "groupParentId",
                            FieldType.LONG,
                            labelled("Group Parent Span Id").with("dev.tracebridge.SpanId"))
                    .field("next", FieldType.STRING, described("Next", "The state or checkpoint that followed"));
        }
        event.fields().stream().filter(field -> !field.sensitive()).forEach(field -> addField(type, field));
        return type.field(LOG_SOURCE, FieldType.STRING, labelled("Log"));
    }

    private static void addField(WrittenType type, EventField field) {
        FieldType fieldType =
                FieldType.valueOf(field.argument().type().javaType().name());
        type.field(field.fieldName(), fieldType, ofField(field));
    }

    static TypeAnnotations labelled(String label) {
        return new TypeAnnotations().with("jdk.jfr.Label", label);
    }

    static TypeAnnotations described(String label, String description) {
        return labelled(label).with("jdk.jfr.Description", description);
    }

    private static TypeAnnotations ofField(EventField field) {
        TypeAnnotations annotations = labelled(field.argument().name());
        if (field.argument().type().unsigned()) {
            annotations.with("jdk.jfr.Unsigned");
        }
        return switch (field.content()) {
            case NONE, HEX -> annotations;
            case BYTES -> annotations.with("jdk.jfr.DataAmount", "BYTES");
            case BITS -> annotations.with("jdk.jfr.DataAmount", "BITS");
            case BYTES_PER_SECOND ->
                annotations.with("jdk.jfr.DataAmount", "BYTES").with("jdk.jfr.Frequency");
            case MEMORY_ADDRESS -> annotations.with("jdk.jfr.MemoryAddress");
            case TIMESPAN_NS -> annotations.with("jdk.jfr.Timespan", "NANOSECONDS");
            case TIMESPAN_US ->
                annotations
                        .with("jdk.jfr.Timespan", "MICROSECONDS")
                        // JDK Mission Control 9.1 shows a bare number for this one unit.
                        .with("jdk.jfr.Description", "in microseconds");
            case TIMESPAN_MS -> annotations.with("jdk.jfr.Timespan", "MILLISECONDS");
            case TIMESPAN_S -> annotations.with("jdk.jfr.Timespan", "SECONDS");
            case TIMESTAMP_MS -> annotations.with("jdk.jfr.Timestamp", "MILLISECONDS_SINCE_EPOCH");
            case FREQUENCY -> annotations.with("jdk.jfr.Frequency");
            case PERCENTAGE -> annotations.with("jdk.jfr.Percentage");
        };
    }

    private TypeAnnotations annotations(EventModel event, List<SpanPoint> closing) {
        Tracepoint tracepoint = event.tracepoint();
        Set<String> declarations = new LinkedHashSet<>(List.of(tracepoint.declaration()));
        declarations.addAll(declarations(closing));
        String group = tracepoint.group();
        String namespace = model.namespace(event);
        String render = model.sidecar()
                .rendering(event.simpleName())
                .map(Object::toString)
                .orElse("");
        return labelled(
                        closing.isEmpty() && !event.role().equals(EventRole.SPAN)
                                ? tracepoint.name()
                                : event.simpleName())
                .with("jdk.jfr.Category", group.isEmpty() ? List.of(namespace) : List.of(namespace, group))
                .with("jdk.jfr.Description", String.join("\n", declarations))
                .with("jdk.jfr.StackTrace", false)
                .with(
                        "dev.tracebridge.Tracepoint",
                        Map.of(
                                "name",
                                tracepoint.name(),
                                "format",
                                tracepoint.format().text(),
                                "declaration",
                                tracepoint.declaration(),
                                "group",
                                group,
                                "catalogue",
                                namespace,
                                "hash",
                                model.hash(),
                                "render",
                                render));
    }

    private static Map<String, Object> span(EventModel event) {
        Map<String, Object> span = new HashMap<>();
        span.put("name", event.simpleName());
        span.put("role", event.role().name().toLowerCase(Locale.ROOT));
        switch (event.role()) {
            case SPAN -> {
                span.put("shape", event.span().orElseThrow().shape().word());
                span.put("key", key(event));
                span.put("ends", declarations(event.ends()));
                span.put("failures", declarations(event.failures()));
            }
            case STATES -> states(span, event, event.states().orElseThrow());
            case PHASES -> phases(span, event, event.phases().orElseThrow());
            case COMPLETE -> {
                CompleteRule rule = event.complete().orElseThrow();
                span.put("argument", visible(event, rule.duration()).orElse(""));
                span.put("unit", unit(rule));
            }
            case METRIC -> {
                MetricRule rule = event.metrics().get(0);
                span.put(
                        "argument",
                        rule.argument().flatMap(a -> visible(event, a)).orElse(""));
                span.put("unit", rule.unit());
                span.put("instrument", rule.instrument().word());
            }
            case INSTANT -> throw new IllegalArgumentException(event.name());
        }
        return span;
    }

    private static String unit(CompleteRule rule) {
        return switch (rule.unit()) {
            case NANOSECONDS -> "ns";
            case MICROSECONDS -> "us";
            case MILLISECONDS -> "ms";
            default -> "s";
        };
    }

    private static void states(Map<String, Object> span, EventModel event, StateRule rule) {
        span.put("name", rule.name());
        span.put("argument", visible(event, rule.argument()).orElse(""));
        span.put("key", key(event));
        span.put("initial", rule.initial());
        span.put("terminal", rule.terminal());
        span.put("failed", rule.failure());
    }

    private static void phases(Map<String, Object> span, EventModel event, PhaseRule rule) {
        span.put("argument", visible(event, rule.argument()).orElse(""));
        List<String> triples = new ArrayList<>();
        rule.chains().forEach(chain -> triples.addAll(List.of(chain.name(), chain.first(), chain.last())));
        span.put("chains", triples);
    }

    private static List<String> key(EventModel event) {
        return event.key().stream()
                .map(KeyPart::argument)
                .flatMap(argument -> visible(event, argument).stream())
                .toList();
    }

    private static Optional<String> visible(EventModel event, Argument argument) {
        return event.startField(argument.name()).filter(f -> !f.sensitive()).map(EventField::fieldName);
    }

    private static List<String> declarations(List<SpanPoint> points) {
        return points.stream()
                .map(point -> point.tracepoint().declaration())
                .distinct()
                .toList();
    }
}
