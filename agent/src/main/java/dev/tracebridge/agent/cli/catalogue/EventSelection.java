package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.Suggestions;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.catalogue.TracepointPattern;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a pattern switches on. */
final class EventSelection {

    /** Where nobody sees the events' full names. */
    private static final String SOME_NAMESPACE = "events";

    private final TracepointPattern pattern;

    private EventSelection(TracepointPattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException where it is none
     */
    static EventSelection of(String pattern) {
        return new EventSelection(TracepointPattern.parse(pattern));
    }

    TracepointPattern pattern() {
        return pattern;
    }

    /** Whether all names that are no globs are names of some catalogue; says which are not. */
    boolean isKnown(List<CatalogueInput> inputs, Talk talk) {
        Set<String> known = new LinkedHashSet<>();
        for (CatalogueInput input : inputs) {
            input.catalogue().tracepoints().forEach(t -> known.add(t.name()));
            input.model(SOME_NAMESPACE).events().forEach(e -> known.add(e.simpleName()));
        }
        List<String> unknown = pattern.unknown(known);
        for (String name : unknown) {
            talk.error("no tracepoint or span '" + name + "' in "
                    + String.join(
                            ", ",
                            inputs.stream().map(i -> i.catalogue().fileName()).toList())
                    + "; " + Suggestions.hint(name, known, "names with a * are globs"));
        }
        return unknown.isEmpty();
    }

    /** The tracepoints of which the pattern switches some event on. */
    List<Tracepoint> tracepoints(CatalogueInput input) {
        TraceModel model = input.model(SOME_NAMESPACE);
        Set<String> selected = new HashSet<>();
        model.events().stream()
                .filter(pattern::enables)
                .flatMap(EventSelection::tracepoints)
                .forEach(t -> selected.add(t.name()));
        return input.catalogue().tracepoints().stream()
                .filter(t -> selected.contains(t.name()))
                .toList();
    }

    private static Stream<Tracepoint> tracepoints(EventModel event) {
        return Stream.concat(
                Stream.of(event.tracepoint()),
                Stream.concat(event.ends().stream(), event.failures().stream()).map(SpanPoint::tracepoint));
    }
}
