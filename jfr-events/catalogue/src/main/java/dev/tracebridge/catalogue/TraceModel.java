package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a catalogue and its sidecar are to JFR: the one place that maps tracepoints and rules to events. Immutable. */
public final class TraceModel {

    private final Catalogue catalogue;
    private final Sidecar sidecar;
    private final List<EventModel> events;
    private final Map<String, EventModel> bySimpleName = new HashMap<>();

    private TraceModel(Catalogue catalogue, Sidecar sidecar, List<EventModel> events) {
        this.catalogue = catalogue;
        this.sidecar = sidecar;
        this.events = List.copyOf(events);
        events.forEach(event -> bySimpleName.put(event.simpleName(), event));
    }

    /** The events of a catalogue whose sidecar was read against it. */
    public static TraceModel of(Catalogue catalogue, Sidecar sidecar) {
        return new TraceModel(catalogue, sidecar, new Builder(sidecar).build(catalogue));
    }

    /** The catalogue. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** The sidecar. */
    public Sidecar sidecar() {
        return sidecar;
    }

    /** All events: each tracepoint's in the order of the catalogue, then spans with a name of their own in the order of the sidecar. */
    public List<EventModel> events() {
        return events;
    }

    /** The event of that tracepoint or span. */
    public Optional<EventModel> event(String simpleName) {
        return Optional.ofNullable(bySimpleName.get(simpleName));
    }

    private static final class Builder {

        private final Sidecar sidecar;
        private final Map<String, SpanRule> spans = new LinkedHashMap<>();
        private final Map<String, StateRule> states = new HashMap<>();
        private final Map<String, PhaseRule> phases = new HashMap<>();
        private final Map<String, CompleteRule> complete = new HashMap<>();
        private final Map<String, List<MetricRule>> metrics = new HashMap<>();
        private final Map<String, Integer> classNames = new HashMap<>();

        Builder(Sidecar sidecar) {
            this.sidecar = sidecar;
            sidecar.spans().forEach(r -> spans.put(r.name(), r));
            sidecar.states().forEach(r -> states.put(r.tracepoint().name(), r));
            sidecar.phases().forEach(r -> phases.put(r.tracepoint().name(), r));
            sidecar.complete().forEach(r -> complete.put(r.tracepoint().name(), r));
            sidecar.metrics()
                    .forEach(r -> metrics.computeIfAbsent(r.tracepoint().name(), n -> new ArrayList<>())
                            .add(r));
        }

        List<EventModel> build(Catalogue catalogue) {
            List<EventModel> events = new ArrayList<>();
            for (Tracepoint tracepoint : catalogue.tracepoints()) {
                events.add(tracepointEvent(tracepoint, Optional.ofNullable(spans.remove(tracepoint.name()))));
            }
            spans.values().forEach(span -> events.add(spanEvent(span)));
            return events;
        }

        private EventModel tracepointEvent(Tracepoint tracepoint, Optional<SpanRule> span) {
            String name = tracepoint.name();
            return event(
                    name,
                    tracepoint,
                    role(name, span),
                    span,
                    Optional.ofNullable(states.get(name)),
                    Optional.ofNullable(phases.get(name)),
                    Optional.ofNullable(complete.get(name)),
                    metrics.getOrDefault(name, List.of()));
        }

        private EventModel spanEvent(SpanRule span) {
            return event(
                    span.name(),
                    span.start().tracepoint(),
                    EventRole.SPAN,
                    Optional.of(span),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of());
        }

        private EventRole role(String name, Optional<SpanRule> span) {
            if (span.isPresent()) {
                return EventRole.SPAN;
            }
            if (states.containsKey(name)) {
                return EventRole.STATES;
            }
            if (phases.containsKey(name)) {
                return EventRole.PHASES;
            }
            if (complete.containsKey(name)) {
                return EventRole.COMPLETE;
            }
            return metrics.containsKey(name) ? EventRole.METRIC : EventRole.INSTANT;
        }

        private EventModel event(
                String simpleName,
                Tracepoint tracepoint,
                EventRole role,
                Optional<SpanRule> span,
                Optional<StateRule> stateRule,
                Optional<PhaseRule> phaseRule,
                Optional<CompleteRule> completeRule,
                List<MetricRule> metricRules) {
            String group = tracepoint.group();
            return new EventModel(
                    sidecar.namespace() + "." + simpleName,
                    simpleName,
                    className(simpleName),
                    group.isEmpty() ? List.of(sidecar.namespace()) : List.of(sidecar.namespace(), group),
                    role,
                    tracepoint,
                    new EventFields(sidecar, tracepoint, span, completeRule).list(),
                    span,
                    stateRule,
                    phaseRule,
                    completeRule,
                    metricRules);
        }

        /** Two names may be one in camel case, or to a file system that folds case: the later one is numbered. */
        private String className(String simpleName) {
            StringBuilder text = new StringBuilder();
            for (String word : simpleName.split("_")) {
                if (!word.isEmpty()) {
                    text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
                }
            }
            boolean digitFirst = text.length() == 0 || Character.isDigit(text.charAt(0));
            String camel = (digitFirst ? "_" : "") + text;
            int count = classNames.merge(camel.toLowerCase(Locale.ROOT), 1, Integer::sum);
            return count == 1 ? camel + "Event" : camel + "_" + count + "Event";
        }
    }
}
