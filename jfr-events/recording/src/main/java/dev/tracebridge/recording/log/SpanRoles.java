package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.HashMap;
import java.util.Map;

/** What each tracepoint begins and ends. Immutable once made. */
final class SpanRoles {

    private final Map<String, RecordRoles> roles = new HashMap<>();
    private int rules;

    SpanRoles(ImportModel model) {
        EventDescriptions descriptions = new EventDescriptions(model);
        for (EventModel event : model.derived()) {
            add(new DerivedEvent(event, descriptions), rules++);
        }
    }

    private void add(DerivedEvent event, int rule) {
        EventModel model = event.model();
        if (model.role() == EventRole.STATES) {
            roles(model.tracepoint()).states = event;
        } else if (model.role() == EventRole.PHASES) {
            roles(model.tracepoint()).phases = event;
        } else {
            SpanRole start =
                    new SpanRole(event, rule, model.span().orElseThrow().start(), false);
            roles(model.tracepoint()).starts.add(start);
            model.ends().forEach(end -> roles(end.tracepoint()).ends.add(new SpanRole(event, rule, end, false)));
            model.failures().forEach(end -> roles(end.tracepoint()).ends.add(new SpanRole(event, rule, end, true)));
        }
    }

    private RecordRoles roles(Tracepoint tracepoint) {
        return roles.computeIfAbsent(tracepoint.name(), name -> new RecordRoles());
    }

    /** What the tracepoint begins and ends; null for nothing. */
    RecordRoles of(Tracepoint tracepoint) {
        return roles.get(tracepoint.name());
    }

    /** How many rules there are; they are numbered from 0. */
    int rules() {
        return rules;
    }
}
