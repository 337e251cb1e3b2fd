package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Optional;

/**
 * One JFR event.
 *
 * @param name JFR's name: the namespace, a dot and the tracepoint's or the span's name
 * @param simpleName the name without the namespace: what a trace calls the span or the span event
 * @param className simple name of the Java class
 * @param category JFR's category: namespace and heading of the catalogue
 * @param role what the event stands for
 * @param tracepoint the tracepoint, or the one that starts the span
 * @param fields the start's, then those of the ends that are no start's
 * @param span the rule of a {@link EventRole#SPAN}
 * @param states the rule of a {@link EventRole#STATES}
 * @param phases the rule of a {@link EventRole#PHASES}
 * @param complete the rule of a {@link EventRole#COMPLETE}
 * @param metrics rules that feed on the tracepoint, whatever its role; empty for a span that has a name of its own
 */
public record EventModel(
        String name,
        String simpleName,
        String className,
        List<String> category,
        EventRole role,
        Tracepoint tracepoint,
        List<EventField> fields,
        Optional<SpanRule> span,
        Optional<StateRule> states,
        Optional<PhaseRule> phases,
        Optional<CompleteRule> complete,
        List<MetricRule> metrics) {

    public EventModel {
        category = List.copyOf(category);
        fields = List.copyOf(fields);
        metrics = List.copyOf(metrics);
    }

    /** Tracepoints that end the span; empty for other roles. */
    public List<SpanPoint> ends() {
        return span.map(SpanRule::ends).orElse(List.of());
    }

    /** Tracepoints that end the span with an error; empty for other roles. */
    public List<SpanPoint> failures() {
        return span.map(SpanRule::failures).orElse(List.of());
    }

    /** The key of the start, or of the state machine; empty for other roles. */
    public List<KeyPart> key() {
        return span.map(s -> s.start().key())
                .or(() -> states.map(StateRule::key))
                .orElse(List.of());
    }

    /** Whether the event is recorded where no setting says otherwise. */
    public boolean enabledByDefault() {
        return role != EventRole.METRIC && !tracepoint.properties().contains(Property.DISABLE);
    }

    /** The field of an argument of {@link #tracepoint()}. */
    public Optional<EventField> startField(String argument) {
        return field(new EventField.Source(tracepoint.name(), argument, false));
    }

    /** The field of an argument of a tracepoint that ends the span. */
    public Optional<EventField> endField(String endTracepoint, String argument) {
        return field(new EventField.Source(endTracepoint, argument, true));
    }

    private Optional<EventField> field(EventField.Source source) {
        return fields.stream().filter(f -> f.sources().contains(source)).findFirst();
    }
}
