package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gives every argument of an event's tracepoints its field. */
final class EventFields {

    private final Sidecar sidecar;
    private final Optional<CompleteRule> complete;
    private final Map<String, EventField> fields = new LinkedHashMap<>();

    EventFields(Sidecar sidecar, Tracepoint tracepoint, Optional<SpanRule> span, Optional<CompleteRule> complete) {
        this.sidecar = sidecar;
        this.complete = complete;
        for (Argument argument : tracepoint.arguments()) {
            put(FieldNames.of(argument.name()), tracepoint, argument, false);
        }
        span.ifPresent(rule -> {
            rule.ends().forEach(end -> addEnd(rule.start(), end));
            rule.failures().forEach(end -> addEnd(rule.start(), end));
        });
    }

    List<EventField> list() {
        return List.copyOf(fields.values());
    }

    private void addEnd(SpanPoint start, SpanPoint end) {
        Tracepoint tracepoint = end.tracepoint();
        for (Argument argument : tracepoint.arguments()) {
            EventField.Source source = new EventField.Source(tracepoint.name(), argument.name(), true);
            boolean known = fields.values().stream().anyMatch(f -> f.sources().contains(source));
            if (!known) {
                addEnd(start, end, argument);
            }
        }
    }

    private void addEnd(SpanPoint start, SpanPoint end, Argument argument) {
        boolean startHasIt = start.tracepoint().argument(argument.name()).isPresent();
        String plain = FieldNames.of(argument.name());
        if (startHasIt && sharedKey(start, end, argument)) {
            share(plain, end.tracepoint(), argument);
            return;
        }
        String name = startHasIt ? "end_" + argument.name() : plain;
        EventField taken = fields.get(name);
        if (taken == null) {
            put(name, end.tracepoint(), argument, true);
        } else if (sameType(taken.argument(), argument)
                && taken.sources().stream().allMatch(EventField.Source::end)) {
            share(name, end.tracepoint(), argument);
        } else {
            String own = end.tracepoint().name() + "_" + argument.name();
            while (fields.containsKey(own)) {
                own += "_";
            }
            put(own, end.tracepoint(), argument, true);
        }
    }

    /** Both ends carry the same value where it is the same part of the key, as it is. */
    private static boolean sharedKey(SpanPoint start, SpanPoint end, Argument argument) {
        int parts = Math.min(start.key().size(), end.key().size());
        for (int i = 0; i < parts; i++) {
            KeyPart a = start.key().get(i);
            KeyPart b = end.key().get(i);
            boolean named = a.argument().name().equals(argument.name())
                    && b.argument().name().equals(argument.name());
            if (named && a.plain() && b.plain() && sameType(a.argument(), b.argument())) {
                return true;
            }
        }
        return false;
    }

    private static boolean sameType(Argument a, Argument b) {
        return a.type().javaType() == b.type().javaType()
                && a.type().unsigned() == b.type().unsigned();
    }

    private void put(String name, Tracepoint tracepoint, Argument argument, boolean end) {
        Optional<ArgumentRule> rule = sidecar.argument(tracepoint, argument);
        fields.put(
                name,
                new EventField(
                        name,
                        argument,
                        tracepoint,
                        List.of(new EventField.Source(tracepoint.name(), argument.name(), end)),
                        rule.flatMap(ArgumentRule::content).orElseGet(() -> content(tracepoint, argument)),
                        rule.map(ArgumentRule::sensitive).orElse(false)));
    }

    /** A rule that gives a duration's unit knows better than the text. */
    private ContentType content(Tracepoint tracepoint, Argument argument) {
        return complete.filter(rule -> rule.duration().equals(argument))
                .map(rule -> ContentType.timespan(rule.unit()))
                .orElseGet(() -> ContentTypeRules.of(tracepoint, argument));
    }

    private void share(String name, Tracepoint tracepoint, Argument argument) {
        EventField old = fields.get(name);
        List<EventField.Source> sources = new ArrayList<>(old.sources());
        sources.add(new EventField.Source(tracepoint.name(), argument.name(), true));
        boolean sensitive = old.sensitive()
                || sidecar.argument(tracepoint, argument)
                        .map(ArgumentRule::sensitive)
                        .orElse(false);
        fields.put(name, new EventField(name, old.argument(), old.tracepoint(), sources, old.content(), sensitive));
    }
}
