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
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.common.InstrumentationScopeInfoBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jdk.jfr.Enabled;

/**
 * What the assembler needs to know of one event type, found out once.
 */
final class EventRendering {

    private static final int SHOWN_HASH_DIGITS = 16;

    private final TracepointType type;
    private final InstrumentationScopeInfo scope;
    private final KnownAttribute tracepointAttribute;
    private final EventFields fields;
    private final EventRole role;
    private final boolean enabledByDefault;
    private final Rendering rendering;
    private final Metric metric;

    EventRendering(TracepointType type, RenderRules rules, UnaryOperator<InstrumentationScopeInfo> scopes) {
        this.type = type;
        this.scope = scopes.apply(scope(type.namespace(), type.hash()));
        this.tracepointAttribute = KnownAttribute.text(KnownAttribute.TRACEPOINT, type.name());
        this.fields = new EventFields(type);
        this.role = feasibleRole();
        this.enabledByDefault = type.description()
                .value(Enabled.class.getName(), "value")
                .map(Boolean::valueOf)
                .orElse(true);
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
    Measurement measurement(TracepointEvent event, Resource resource) {
        long end = event.end();
        Optional<TracepointField> field = rendering.argument().flatMap(this::field);
        if (field.isPresent()) {
            return new Measurement(metric, resource, event.measure(field.get()), end);
        }
        if (!metric.isHistogram()) {
            return new Measurement(metric, resource, 1, end);
        }
        long nanos = role == EventRole.COMPLETE ? duration(event) : end - event.start();
        return new Measurement(metric, resource, nanos / 1e9, end);
    }

    /** A catalogue as OpenTelemetry's scope, with the start of its hash as the version. */
    static InstrumentationScopeInfo scope(String namespace, String hash) {
        InstrumentationScopeInfoBuilder scope = InstrumentationScopeInfo.builder(namespace);
        if (!hash.isEmpty()) {
            scope.setVersion(hash.substring(0, Math.min(hash.length(), SHOWN_HASH_DIGITS)));
        }
        return scope.build();
    }

    /** The fields of the events. */
    EventFields fields() {
        return fields;
    }

    /** A span may be named after a state, a step or a stem: the catalogue's name is to be found all the same. */
    KnownAttribute tracepointAttribute() {
        return tracepointAttribute;
    }

    String eventName() {
        return type.description().name();
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
            case SPAN -> fields.hasIds() ? EventRole.SPAN : EventRole.INSTANT;
            case STATES -> fields.hasIds() && fields.hasValue() ? EventRole.STATES : EventRole.INSTANT;
            case PHASES -> fields.hasIds() && fields.hasValue() ? EventRole.PHASES : EventRole.INSTANT;
            case COMPLETE ->
                durationField().isPresent() && type.timeUnit().isPresent() ? EventRole.COMPLETE : EventRole.INSTANT;
            case INSTANT, METRIC -> EventRole.INSTANT;
        };
    }

    private Optional<TracepointField> durationField() {
        return type.fields().stream()
                .filter(field -> field.fieldName().equals(type.argument()))
                .findFirst();
    }

    /** Whether what its thread does between start and end lies inside the span. */
    boolean encloses() {
        return type.shape().filter(shape -> shape == SpanShape.ASYNC).isEmpty();
    }

    /** Whether a tracepoint of that name ends the span with an error. */
    boolean isFailure(String tracepoint) {
        return type.failures().stream().anyMatch(failure -> failure.name().equals(tracepoint));
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
    long duration(TracepointEvent event) {
        long count = event.number(durationField().orElseThrow());
        return Math.max(0, type.timeUnit().orElseThrow().toNanos(count));
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
}
