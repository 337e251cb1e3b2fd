package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What each tracepoint begins and ends. Immutable once made. */
final class SpanRoles {

    private final Map<String, List<Role>> starts = new HashMap<>();
    private final Map<String, List<Role>> ends = new HashMap<>();
    private final Map<String, DerivedEvent> states = new HashMap<>();
    private final Map<String, DerivedEvent> phases = new HashMap<>();

    /**
     * A tracepoint's part in a span.
     *
     * @param event the span
     * @param rule its number
     * @param point the tracepoint, its condition and key
     * @param failure whether it ends the span with an error
     */
    record Role(DerivedEvent event, int rule, SpanPoint point, boolean failure) {}

    SpanRoles(ImportModel model) {
        EventDescriptions descriptions = new EventDescriptions(model);
        int rule = 0;
        for (EventModel event : model.events().events()) {
            if (EventDescriptions.isDerived(event.role())) {
                add(new DerivedEvent(event, descriptions), rule++);
            }
        }
    }

    private void add(DerivedEvent event, int rule) {
        EventModel model = event.model();
        if (model.role() == EventRole.STATES) {
            states.put(model.tracepoint().name(), event);
        } else if (model.role() == EventRole.PHASES) {
            phases.put(model.tracepoint().name(), event);
        } else {
            add(starts, new Role(event, rule, model.span().orElseThrow().start(), false));
            model.ends().forEach(end -> add(ends, new Role(event, rule, end, false)));
            model.failures().forEach(end -> add(ends, new Role(event, rule, end, true)));
        }
    }

    private static void add(Map<String, List<Role>> roles, Role role) {
        roles.computeIfAbsent(role.point.tracepoint().name(), name -> new ArrayList<>())
                .add(role);
    }

    /** Whether the tracepoint begins or ends anything. */
    boolean hasAny(Tracepoint tracepoint) {
        String name = tracepoint.name();
        return starts.containsKey(name)
                || ends.containsKey(name)
                || states.containsKey(name)
                || phases.containsKey(name);
    }

    List<Role> starts(Tracepoint tracepoint) {
        return starts.getOrDefault(tracepoint.name(), List.of());
    }

    List<Role> ends(Tracepoint tracepoint) {
        return ends.getOrDefault(tracepoint.name(), List.of());
    }

    /** The state machine of the tracepoint, or null. */
    DerivedEvent states(Tracepoint tracepoint) {
        return states.get(tracepoint.name());
    }

    /** The chains of the tracepoint, or null. */
    DerivedEvent phases(Tracepoint tracepoint) {
        return phases.get(tracepoint.name());
    }
}
