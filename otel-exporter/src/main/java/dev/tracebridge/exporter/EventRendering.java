package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.PhaseRule.Chain;
import dev.tracebridge.catalogue.Rendering;
import dev.tracebridge.catalogue.Rendering.Kind;
import dev.tracebridge.catalogue.SpanShape;
import dev.tracebridge.exporter.Measurement.Metric;
import dev.tracebridge.recording.TracepointField;
import dev.tracebridge.recording.TracepointType;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfoBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Enabled;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * What the assembler needs to know of one event type, found out once. A field that a recording of unknown origin lacks reads as absent.
 */
final class EventRendering {

    private static final int SHOWN_HASH_DIGITS = 16;

    private static final Set<String> OWN_FIELDS = Set.of(
            "startTime",
            "duration",
            "eventThread",
            "stackTrace",
            "traceIdHigh",
            "traceIdLow",
            "spanId",
            "parentId",
            "groupParentId",
            "traceOrigin",
            "startThread",
            "endedBy",
            "error",
            "unfinished",
            "next",
            "inSpan",
            "logSource",
            "logLine",
            "logForm");

    private final TracepointType type;
    private final InstrumentationScopeInfo scope;
    private final List<ArgumentAttribute> arguments;
    private final Set<String> fields;
    private final boolean hasIds;
    private final EventRole role;
    private final boolean enabledByDefault;
    private final Rendering rendering;
    private final Metric metric;

    EventRendering(TracepointType type, RenderRules rules) {
        this.type = type;
        this.scope = scope(type.namespace(), type.hash());
        this.fields = type.eventType().getFields().stream()
                .map(ValueDescriptor::getName)
                .collect(Collectors.toUnmodifiableSet());
        this.hasIds = fields.containsAll(Set.of("traceIdHigh", "traceIdLow", "spanId", "parentId"));
        this.arguments = arguments(type);
        this.role = feasibleRole();
        Enabled enabled = type.eventType().getAnnotation(Enabled.class);
        this.enabledByDefault = enabled == null || enabled.value();
        this.rendering = rules.rendering(names())
                .or(type::rendering)
                .filter(this::isFeasible)
                .orElse(Rendering.of(hasDuration() ? Kind.SPAN : Kind.EVENT));
        this.metric = rendering.isMetric() ? metric() : null;
    }

    /** What the user may call the event. */
    private List<String> names() {
        String eventName = eventName();
        return List.of(tracepoint(), spanName(), eventName.substring(eventName.lastIndexOf('.') + 1));
    }

    private boolean isFeasible(Rendering wanted) {
        if (wanted.argument().isPresent()) {
            return field(wanted.argument().get()).isPresent();
        }
        return wanted.kind() != Kind.HISTOGRAM || hasDuration();
    }

    private boolean hasDuration() {
        return role != EventRole.INSTANT;
    }

    /** The field of a number. */
    private Optional<TracepointField> field(String argument) {
        return type.fields().stream()
                .filter(field -> field.name().equals(argument))
                .filter(field -> {
                    JavaType java = field.argument().type().javaType();
                    return java.integer() || java.floating();
                })
                .findFirst();
    }

    private Metric metric() {
        boolean histogram = rendering.kind() == Kind.HISTOGRAM;
        Measurement.Kind values =
                rendering.argument().isPresent() ? Measurement.Kind.VALUES : Measurement.Kind.DURATIONS;
        String unit = rendering
                .argument()
                .flatMap(this::field)
                .map(field -> field.content().unit())
                .orElse(histogram ? "s" : Metric.EVENTS);
        return new Metric(eventName(), unit, type.declaration(), histogram ? values : Measurement.Kind.SUM, scope);
    }

    /** What is made of the event. */
    Kind kind() {
        return rendering.kind();
    }

    /** Whether the tracepoint counts itself, so that its events need not be counted. */
    boolean countsItself() {
        return type.role() == EventRole.METRIC;
    }

    /** What the event adds to its metric. */
    Measurement measurement(RecordedEvent event, Resource resource) {
        long end = EventTimes.end(event);
        Optional<TracepointField> field = rendering.argument().flatMap(this::field);
        if (field.isPresent()) {
            return new Measurement(metric, resource, number(event, field.get()), end);
        }
        if (!metric.isHistogram()) {
            return new Measurement(metric, resource, 1, end);
        }
        long nanos = role == EventRole.COMPLETE ? duration(event) : end - EventTimes.start(event);
        return new Measurement(metric, resource, nanos / 1e9, end);
    }

    private static double number(RecordedEvent event, TracepointField field) {
        Number value = event.getValue(field.fieldName());
        if (value instanceof Double || value instanceof Float) {
            return value.doubleValue();
        }
        long signed = value.longValue();
        if (!field.argument().type().unsigned()) {
            return signed;
        }
        if (value instanceof Long) {
            return signed >= 0 ? signed : signed + 0x1p64;
        }
        long bits = value instanceof Byte ? 0xff : value instanceof Short ? 0xffff : 0xffff_ffffL;
        return signed & bits;
    }

    /** A catalogue as OpenTelemetry's scope, with the start of its hash as the version. */
    static InstrumentationScopeInfo scope(String namespace, String hash) {
        InstrumentationScopeInfoBuilder scope = InstrumentationScopeInfo.builder(namespace);
        if (!hash.isEmpty()) {
            scope.setVersion(hash.substring(0, Math.min(hash.length(), SHOWN_HASH_DIGITS)));
        }
        return scope.build();
    }

    private static List<ArgumentAttribute> arguments(TracepointType type) {
        if (type.tracepoint().isPresent()) {
            return type.fields().stream()
                    .map(field -> ArgumentAttribute.of(type.namespace(), field))
                    .toList();
        }
        return type.eventType().getFields().stream()
                .filter(field -> !OWN_FIELDS.contains(field.getName()))
                .map(field -> ArgumentAttribute.of(type.namespace(), field))
                .toList();
    }

    String eventName() {
        return type.eventType().getName();
    }

    /** Whether the event is recorded where no setting says otherwise. */
    boolean enabledByDefault() {
        return enabledByDefault;
    }

    String tracepoint() {
        return type.name();
    }

    String spanName() {
        return type.spanName();
    }

    /** What it is called as an event of a span. */
    String pointName() {
        return role == EventRole.SPAN ? spanName() : tracepoint();
    }

    TracepointType type() {
        return type;
    }

    InstrumentationScopeInfo scope() {
        return scope;
    }

    /** The role, as far as the fields allow it: what has no ids cannot be a span of its own. */
    EventRole role() {
        return role;
    }

    private EventRole feasibleRole() {
        return switch (type.role()) {
            case SPAN -> hasIds ? EventRole.SPAN : EventRole.INSTANT;
            case STATES -> hasIds && hasText(type.argument()) ? EventRole.STATES : EventRole.INSTANT;
            case PHASES -> hasIds && hasText(type.argument()) ? EventRole.PHASES : EventRole.INSTANT;
            case COMPLETE ->
                fields.contains(type.argument()) && type.timeUnit().isPresent()
                        ? EventRole.COMPLETE
                        : EventRole.INSTANT;
            case INSTANT, METRIC -> EventRole.INSTANT;
        };
    }

    private boolean hasText(String field) {
        return type.eventType().getField(field) != null
                && type.eventType().getField(field).getTypeName().equals("java.lang.String");
    }

    /** Whether what its thread does between start and end lies inside the span. */
    boolean encloses() {
        return type.shape().filter(shape -> shape == SpanShape.ASYNC).isEmpty();
    }

    void addArguments(AttributesBuilder attributes, RecordedEvent event, int textLimit) {
        for (ArgumentAttribute argument : arguments) {
            argument.addTo(attributes, event, textLimit);
        }
    }

    /** The name of the state or checkpoint, as the catalogue spells null: {@code (null)}. */
    String value(RecordedEvent event) {
        return Objects.requireNonNullElse(event.getString(type.argument()), "(null)");
    }

    /** The attribute that holds the state or checkpoint. */
    String valueAttribute() {
        String name = type.fields().stream()
                .filter(field -> field.fieldName().equals(type.argument()))
                .map(TracepointField::name)
                .findFirst()
                .orElse(type.argument());
        return type.namespace() + '.' + name;
    }

    /** The duration a complete event carries, in nanoseconds. */
    long duration(RecordedEvent event) {
        return Math.max(
                0,
                type.timeUnit()
                        .orElseThrow()
                        .toNanos(event.<Number>getValue(type.argument()).longValue()));
    }

    /** The length of one unit of {@link #duration}, in nanoseconds. */
    long durationUnit() {
        return type.timeUnit().orElseThrow().toNanos(1);
    }

    /** The chains that the step between two checkpoints may close. */
    Optional<Chain> closedChain(String first, String reached) {
        Optional<Chain> exact = type.chains().stream()
                .filter(chain -> chain.last().equals(reached) && chain.first().equals(first))
                .findFirst();
        if (exact.isPresent() || isFirst(first)) {
            return exact;
        }
        // The recording began in the middle of a chain.
        return type.chains().stream()
                .filter(chain -> chain.last().equals(reached))
                .findFirst();
    }

    private boolean isFirst(String checkpoint) {
        return type.chains().stream().anyMatch(chain -> chain.first().equals(checkpoint));
    }

    /** The name of a chain that never was closed. */
    String openChainName(String first) {
        return type.chains().stream()
                .filter(chain -> chain.first().equals(first))
                .map(Chain::name)
                .findFirst()
                .orElse(spanName());
    }

    long number(RecordedEvent event, String field) {
        return fields.contains(field) ? event.getLong(field) : 0;
    }

    /** Whether the event is a record of an imported log of which a span, state or step was made. */
    boolean isToldElsewhere(RecordedEvent event) {
        return fields.contains("inSpan") && event.getValue("inSpan") instanceof Boolean told && told;
    }

    boolean flag(RecordedEvent event, String field) {
        return fields.contains(field) && event.getBoolean(field);
    }

    String text(RecordedEvent event, String field) {
        return fields.contains(field) ? event.getString(field) : null;
    }

    /** The thread the span began on. */
    EventThread thread(RecordedEvent event) {
        RecordedThread began = fields.contains("startThread") ? event.getThread("startThread") : null;
        return EventThread.of(began == null ? event.getThread() : began);
    }
}
