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
    private final Map<String, EventModel> bySimpleName;

    private TraceModel(Catalogue catalogue, Sidecar sidecar, Map<String, EventModel> bySimpleName) {
        this.catalogue = catalogue;
        this.sidecar = sidecar;
        this.bySimpleName = bySimpleName;
    }

    /** The events of a catalogue whose sidecar was read against it. */
    public static TraceModel of(Catalogue catalogue, Sidecar sidecar) {
        return new Builder(catalogue, sidecar).build();
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
        return List.copyOf(bySimpleName.values());
    }

    /** The event of that tracepoint or span. */
    public Optional<EventModel> event(String simpleName) {
        return Optional.ofNullable(bySimpleName.get(simpleName));
    }

    private static final class Builder {

        private final Catalogue catalogue;
        private final Sidecar sidecar;
        private final Map<String, EventModel> events = new LinkedHashMap<>();
        private final Map<String, Integer> classNames = new HashMap<>();

        Builder(Catalogue catalogue, Sidecar sidecar) {
            this.catalogue = catalogue;
            this.sidecar = sidecar;
        }

        TraceModel build() {
            Map<String, SpanRule> spans = new LinkedHashMap<>();
            sidecar.spans().forEach(s -> spans.put(s.name(), s));
            for (Tracepoint tracepoint : catalogue.tracepoints()) {
                add(tracepoint.name(), tracepoint, Optional.ofNullable(spans.remove(tracepoint.name())));
            }
            spans.forEach((name, span) -> add(name, span.start().tracepoint(), Optional.of(span)));
            return new TraceModel(catalogue, sidecar, events);
        }

        private void add(String simpleName, Tracepoint tracepoint, Optional<SpanRule> span) {
            boolean own = simpleName.equals(tracepoint.name());
            Optional<StateRule> states = sidecar.states().stream()
                    .filter(r -> own && r.tracepoint().equals(tracepoint))
                    .findFirst();
            Optional<PhaseRule> phases = sidecar.phases().stream()
                    .filter(r -> own && r.tracepoint().equals(tracepoint))
                    .findFirst();
            Optional<CompleteRule> complete = sidecar.complete().stream()
                    .filter(r -> own && r.tracepoint().equals(tracepoint))
                    .findFirst();
            List<MetricRule> metrics = sidecar.metrics().stream()
                    .filter(r -> own && r.tracepoint().equals(tracepoint))
                    .toList();
            EventRole role = span.isPresent()
                    ? EventRole.SPAN
                    : states.isPresent()
                            ? EventRole.STATES
                            : phases.isPresent()
                                    ? EventRole.PHASES
                                    : complete.isPresent()
                                            ? EventRole.COMPLETE
                                            : metrics.isEmpty() ? EventRole.INSTANT : EventRole.METRIC;
            List<EventField> fields = new EventFields(sidecar, tracepoint, span).list();
            List<String> category = new ArrayList<>();
            category.add(sidecar.namespace());
            if (!tracepoint.group().isEmpty()) {
                category.add(tracepoint.group());
            }
            String name = sidecar.namespace() + "." + simpleName;
            events.put(
                    simpleName,
                    new EventModel(
                            name,
                            simpleName,
                            className(simpleName),
                            category,
                            role,
                            tracepoint,
                            fields,
                            span,
                            states,
                            phases,
                            complete,
                            metrics));
        }

        /** Two names may be one in camel case, or to a file system that folds case: the later one is numbered. */
        private String className(String simpleName) {
            StringBuilder text = new StringBuilder();
            for (String word : simpleName.split("_")) {
                if (!word.isEmpty()) {
                    text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
                }
            }
            String camel = text.length() > 0 && !Character.isDigit(text.charAt(0)) ? text.toString() : "_" + text;
            int count = classNames.merge(camel.toLowerCase(Locale.ROOT), 1, Integer::sum);
            return count == 1 ? camel + "Event" : camel + "_" + count + "Event";
        }
    }
}
