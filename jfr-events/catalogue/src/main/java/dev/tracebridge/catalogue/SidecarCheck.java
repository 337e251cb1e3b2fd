package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sees whether the rules of a sidecar agree with themselves and with each other. */
final class SidecarCheck {

    private static final int MAX_ENDS = 100;

    private final Catalogue catalogue;
    private final Sidecar sidecar;
    private final Problems problems;
    /** What each tracepoint is used for, in words. */
    private final Map<String, String> uses = new LinkedHashMap<>();

    SidecarCheck(Catalogue catalogue, Sidecar sidecar, Problems problems) {
        this.catalogue = catalogue;
        this.sidecar = sidecar;
        this.problems = problems;
    }

    /** Checks all rules. */
    void rules() {
        sidecar.spans().forEach(this::span);
        names();
        roles();
        sidecar.states().forEach(this::states);
        metrics();
        sensitive();
    }

    /** Checks that every tracepoint is in a rule or said to be an instant, and none both. */
    void instants(SourcePosition list, Map<String, SourcePosition> instants) {
        instants.forEach((name, position) -> {
            String use = uses.get(name);
            if (use != null) {
                error(position, "'" + name + "' is no plain instant: it is " + use, "remove it here");
            }
        });
        for (Tracepoint tracepoint : catalogue.tracepoints()) {
            String name = tracepoint.name();
            if (!uses.containsKey(name) && !instants.containsKey(name)) {
                error(list, "'" + name + "' is in no rule and no instant", "add it to a rule or to instants");
            }
        }
    }

    private void span(SpanRule span) {
        use(span.start().tracepoint(), "the start of span '" + span.name() + "'");
        span.ends().forEach(e -> use(e.tracepoint(), "an end of span '" + span.name() + "'"));
        span.failures().forEach(e -> use(e.tracepoint(), "a failure of span '" + span.name() + "'"));
        if (span.ends().size() + span.failures().size() > MAX_ENDS) {
            error(span.position(), "more than " + MAX_ENDS + " ends", "make several spans of it");
            return;
        }
        List<SpanPoint> all = new ArrayList<>(List.of(span.start()));
        all.addAll(span.ends());
        all.addAll(span.failures());
        for (int i = 0; i < all.size(); i++) {
            for (int j = i + 1; j < all.size(); j++) {
                distinct(all.get(i), all.get(j));
            }
            if (i > 0) {
                keys(span.start(), all.get(i));
            }
        }
        if (span.shape() == SpanShape.STACK && span.opening() == SpanOpening.FIRST) {
            error(span.position(), "a stack has no 'open: first'", "in a stack every start opens a span");
        }
    }

    private void distinct(SpanPoint one, SpanPoint other) {
        boolean excluded = one.when().entrySet().stream()
                .anyMatch(w -> other.when().containsKey(w.getKey())
                        && !other.when().get(w.getKey()).equals(w.getValue()));
        if (one.tracepoint().name().equals(other.tracepoint().name()) && !excluded) {
            error(
                    other.position(),
                    "'" + one.tracepoint().name() + "' is there twice and nothing tells which is which",
                    "{tracepoint: " + one.tracepoint().name() + ", when: {ARGUMENT: VALUE}} on both, values different");
        }
    }

    private void keys(SpanPoint start, SpanPoint end) {
        if (start.key().size() != end.key().size()) {
            error(
                    end.position(),
                    "the key of " + end.tracepoint().name() + " has " + parts(end) + ", that of "
                            + start.tracepoint().name() + " has " + parts(start),
                    "both ends need the same number");
            return;
        }
        for (int i = 0; i < start.key().size(); i++) {
            KeyPart one = start.key().get(i);
            KeyPart other = end.key().get(i);
            if (text(one) != text(other)) {
                error(
                        end.position(),
                        "'" + other.argument() + "' never is what '" + one.argument() + "' is",
                        "one is a string, one a number: map values with {argument: A, map: {VALUE: VALUE}}");
            }
        }
    }

    private static String parts(SpanPoint point) {
        return point.key().size() == 1 ? "1 part" : point.key().size() + " parts";
    }

    private static boolean text(KeyPart part) {
        return part.argument().type().javaType() == JavaType.STRING
                || !part.map().isEmpty();
    }

    private void states(StateRule rule) {
        for (String failure : rule.failure()) {
            if (!rule.terminal().contains(failure)) {
                error(
                        rule.position(),
                        "failure '" + failure + "' is no terminal state",
                        Suggestions.hint(failure, rule.terminal(), "add it to terminal"));
            }
        }
        for (String initial : rule.initial()) {
            if (rule.terminal().contains(initial)) {
                error(rule.position(), "'" + initial + "' is both initial and terminal", "remove it from one");
            }
        }
    }

    /** Names of spans are unique: one string greps across all tools. */
    private void names() {
        Map<String, SourcePosition> seen = new HashMap<>();
        for (SpanRule span : sidecar.spans()) {
            name(seen, span.name(), span.position());
            String start = span.start().tracepoint().name();
            if (!span.name().equals(start) && catalogue.find(span.name()).isPresent()) {
                error(
                        span.position(),
                        "'" + span.name() + "' is another tracepoint's event",
                        "give the span a name of its own");
            } else if (span.name().equals(start) && !span.start().when().isEmpty()) {
                error(
                        span.position(),
                        "'" + start + "' is also an event where 'when' does not hold",
                        "give the span a name of its own");
            }
        }
        sidecar.states().forEach(s -> name(seen, s.name(), s.position()));
        sidecar.phases().forEach(p -> p.chains().forEach(c -> name(seen, c.name(), c.position())));
    }

    private void name(Map<String, SourcePosition> seen, String name, SourcePosition position) {
        String problem = name.indexOf('.') >= 0 ? "'.' in '" + name + "'" : EventNames.problem(name);
        if (problem != null) {
            error(position, "'" + name + "' is no name: " + problem, "letters, digits and _, no digit first");
            return;
        }
        SourcePosition first = seen.putIfAbsent(name, position);
        if (first != null) {
            error(position, "two spans are called '" + name + "'", "the first is on line " + first.line());
        }
    }

    /** A tracepoint has one event, so it can be one thing only beside what it is for spans of another name. */
    private void roles() {
        Map<String, String> roles = new HashMap<>();
        for (SpanRule span : sidecar.spans()) {
            if (span.name().equals(span.start().tracepoint().name())) {
                roles.put(span.name(), "the span of its name");
            }
        }
        sidecar.states().forEach(r -> role(roles, r.tracepoint(), "states", r.position()));
        sidecar.phases().forEach(r -> role(roles, r.tracepoint(), "phases", r.position()));
        sidecar.complete().forEach(r -> role(roles, r.tracepoint(), "complete", r.position()));
        for (SpanRule span : sidecar.spans()) {
            if (span.closing() == SpanClosing.EACH) {
                span.ends().forEach(end -> oneEvent(span, end));
                span.failures().forEach(end -> oneEvent(span, end));
            }
        }
    }

    /** A record of a group's tracepoint writes the step it ends, so it cannot write a span as well. */
    private void oneEvent(SpanRule span, SpanPoint end) {
        String name = end.tracepoint().name();
        boolean group = sidecar.states().stream()
                        .anyMatch(r -> r.tracepoint().name().equals(name))
                || sidecar.phases().stream().anyMatch(r -> r.tracepoint().name().equals(name));
        if (group) {
            error(
                    end.position(),
                    "'" + name + "' is in states or phases and cannot end span '" + span.name() + "' as well",
                    "one record makes one event: end the span at another tracepoint");
        }
    }

    private void role(Map<String, String> roles, Tracepoint tracepoint, String role, SourcePosition position) {
        use(tracepoint, "in " + role);
        String other = roles.putIfAbsent(tracepoint.name(), "in " + role);
        if (other != null) {
            error(
                    position,
                    "'" + tracepoint.name() + "' is " + other + " already",
                    "a tracepoint is in one of states, phases and complete, or starts a span of its own name");
        }
    }

    private void metrics() {
        Set<String> seen = new HashSet<>();
        for (MetricRule rule : sidecar.metrics()) {
            use(rule.tracepoint(), "in metrics");
            String id = rule.tracepoint().name() + " " + rule.instrument().word() + " "
                    + rule.argument().map(Argument::name).orElse("");
            if (!seen.add(id)) {
                error(rule.position(), "the metric is there twice", "remove one");
            }
        }
    }

    private void sensitive() {
        for (ArgumentRule rule : sidecar.arguments()) {
            if (rule.sensitive() && needed(rule.tracepoint().name(), rule.argument())) {
                error(
                        rule.position(),
                        "'" + rule.argument() + "' cannot be sensitive: a rule needs its value",
                        "remove it from the rule, or from here");
            }
        }
    }

    private boolean needed(String tracepoint, Argument argument) {
        boolean inSpans = sidecar.spans().stream()
                .anyMatch(s -> needed(s.start(), tracepoint, argument)
                        || s.ends().stream().anyMatch(e -> needed(e, tracepoint, argument))
                        || s.failures().stream().anyMatch(e -> needed(e, tracepoint, argument)));
        return inSpans
                || sidecar.states().stream()
                        .filter(r -> r.tracepoint().name().equals(tracepoint))
                        .anyMatch(r -> r.argument().equals(argument) || in(r.key(), argument))
                || sidecar.phases().stream()
                        .filter(r -> r.tracepoint().name().equals(tracepoint))
                        .anyMatch(r -> r.argument().equals(argument))
                || sidecar.complete().stream()
                        .filter(r -> r.tracepoint().name().equals(tracepoint))
                        .anyMatch(r -> r.duration().equals(argument))
                || sidecar.metrics().stream()
                        .filter(r -> r.tracepoint().name().equals(tracepoint))
                        .anyMatch(r -> r.argument().filter(argument::equals).isPresent());
    }

    private static boolean needed(SpanPoint point, String tracepoint, Argument argument) {
        return point.tracepoint().name().equals(tracepoint)
                && (in(point.key(), argument) || point.when().containsKey(argument.name()));
    }

    private static boolean in(List<KeyPart> key, Argument argument) {
        return key.stream().anyMatch(part -> part.argument().equals(argument));
    }

    private void use(Tracepoint tracepoint, String what) {
        uses.putIfAbsent(tracepoint.name(), what);
    }

    private void error(SourcePosition position, String message, String hint) {
        problems.add(position.line(), position.column(), message, hint);
    }
}
