package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
        return new TraceModel(catalogue, sidecar, events(catalogue, TracepointEvents.of(sidecar)));
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

    private static List<EventModel> events(Catalogue catalogue, TracepointEvents made) {
        List<EventModel> events = new ArrayList<>();
        for (Tracepoint tracepoint : catalogue.tracepoints()) {
            events.add(made.of(tracepoint));
        }
        events.addAll(made.ofSpans());
        return events;
    }
}
