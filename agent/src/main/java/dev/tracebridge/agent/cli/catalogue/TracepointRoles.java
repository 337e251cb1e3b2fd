package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.MetricRule;
import dev.tracebridge.catalogue.PhaseRule;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which parts each tracepoint of a catalogue plays in the spans of its sidecar. */
final class TracepointRoles {

    private static final List<Role> INSTANT = List.of(new Role("instant", ""));

    private final Map<String, List<Role>> byTracepoint = new HashMap<>();

    /**
     * One part.
     *
     * @param name what the tracepoint does: start, end, failure, state, phase, complete, counter, histogram or instant
     * @param span the name of the span it does it to; empty where there is none
     */
    record Role(String name, String span) {

        @Override
        public String toString() {
            return span.isEmpty() ? name : name + ":" + span;
        }
    }

    /** The roles the sidecar gives; without one all tracepoints are instants. */
    TracepointRoles(Optional<Sidecar> sidecar) {
        sidecar.ifPresent(this::read);
    }

    /** In the order of the sidecar; never empty. */
    List<Role> of(Tracepoint tracepoint) {
        return byTracepoint.getOrDefault(tracepoint.name(), INSTANT);
    }

    private void read(Sidecar sidecar) {
        sidecar.spans().forEach(span -> {
            add(span.start().tracepoint(), "start", span.name());
            span.ends().stream().map(SpanPoint::tracepoint).forEach(t -> add(t, "end", span.name()));
            span.failures().stream().map(SpanPoint::tracepoint).forEach(t -> add(t, "failure", span.name()));
        });
        sidecar.states().forEach(s -> add(s.tracepoint(), "state", s.name()));
        for (PhaseRule phases : sidecar.phases()) {
            phases.chains().forEach(chain -> add(phases.tracepoint(), "phase", chain.name()));
        }
        sidecar.complete()
                .forEach(c -> add(c.tracepoint(), "complete", c.tracepoint().name()));
        for (MetricRule metric : sidecar.metrics()) {
            add(metric.tracepoint(), metric.instrument().word(), "");
        }
    }

    private void add(Tracepoint tracepoint, String name, String span) {
        List<Role> roles = byTracepoint.computeIfAbsent(tracepoint.name(), t -> new ArrayList<>());
        Role role = new Role(name, span);
        if (!roles.contains(role)) {
            roles.add(role);
        }
    }
}
