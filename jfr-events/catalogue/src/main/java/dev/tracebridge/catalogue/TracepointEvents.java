package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules of a sidecar make of tracepoints, each when it is asked for: for who meets few of a catalogue's tracepoints. {@link TraceModel} has
 * all of them.
 *
 * <p>Two names may be one in camel case: their classes are numbered in the order asked for.
 */
public final class TracepointEvents {

    private final Sidecar sidecar;
    private final Map<String, SpanRule> spans = new LinkedHashMap<>();
    private final Map<String, StateRule> states = new HashMap<>();
    private final Map<String, PhaseRule> phases = new HashMap<>();
    private final Map<String, CompleteRule> complete = new HashMap<>();
    private final Map<String, List<MetricRule>> metrics = new HashMap<>();
    private final Map<String, Integer> classNames = new HashMap<>();

    private TracepointEvents(Sidecar sidecar) {
        this.sidecar = sidecar;
        sidecar.spans().forEach(r -> spans.put(r.name(), r));
        sidecar.states().forEach(r -> states.put(r.tracepoint().name(), r));
        sidecar.phases().forEach(r -> phases.put(r.tracepoint().name(), r));
        sidecar.complete().forEach(r -> complete.put(r.tracepoint().name(), r));
        sidecar.metrics()
                .forEach(r -> metrics.computeIfAbsent(r.tracepoint().name(), n -> new ArrayList<>())
                        .add(r));
    }

    /** The events that a sidecar's rules make. */
    public static TracepointEvents of(Sidecar sidecar) {
        return new TracepointEvents(sidecar);
    }

    /** The event of a tracepoint, which the sidecar's catalogue has. */
    public EventModel of(Tracepoint tracepoint) {
        String name = tracepoint.name();
        Optional<SpanRule> span = Optional.ofNullable(spans.get(name));
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

    /** The events of spans with a name of their own, in the order of the sidecar. */
    public List<EventModel> ofSpans() {
        List<EventModel> events = new ArrayList<>();
        for (SpanRule span : spans.values()) {
            if (!span.name().equals(span.start().tracepoint().name())) {
                events.add(event(
                        span.name(),
                        span.start().tracepoint(),
                        EventRole.SPAN,
                        Optional.of(span),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
            }
        }
        return events;
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
