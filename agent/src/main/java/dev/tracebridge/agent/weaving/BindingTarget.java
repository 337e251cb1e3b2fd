package dev.tracebridge.agent.weaving;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.Suggestions;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.processor.generate.EventParameters;
import java.util.ArrayList;
import java.util.List;

/**
 * The event that a binding names.
 *
 * @param eventClass the event class's internal name
 * @param receiver whether methods that are not static hand over their object first
 * @param arguments what its {@code emit} or {@code start} takes
 * @param endArguments what its {@code end} takes; empty for an instant
 * @param declarations the catalogue's lines, for messages
 */
record BindingTarget(
        String eventClass,
        boolean receiver,
        List<Argument> arguments,
        List<Argument> endArguments,
        List<String> declarations) {

    /**
     * Looks for a tracepoint or a span by its name, alone or with its namespace.
     *
     * @throws WeavingException if there is none, or more than one
     */
    static BindingTarget of(boolean span, String name, List<EmbeddedCatalogue> catalogues) {
        List<BindingTarget> found = new ArrayList<>();
        List<String> known = new ArrayList<>();
        List<String> where = new ArrayList<>();
        for (EmbeddedCatalogue catalogue : catalogues) {
            String prefix = catalogue.model().sidecar().namespace() + ".";
            for (EventModel event : catalogue.model().events()) {
                boolean wanted = span
                        ? event.role() == EventRole.SPAN
                        : catalogue.model().catalogue().find(event.simpleName()).isPresent();
                if (wanted) {
                    known.add(event.simpleName());
                    if (name.equals(event.simpleName()) || name.equals(prefix + event.simpleName())) {
                        where.add(prefix + event.simpleName());
                        found.add(of(span, event, catalogue));
                    }
                }
            }
        }
        String kind = span ? "span" : "tracepoint";
        if (found.isEmpty()) {
            throw new WeavingException("unknown " + kind + " '" + name + "': "
                    + Suggestions.hint(name, known, "it is in none of the " + catalogues.size() + " catalogues found"));
        }
        if (found.size() > 1) {
            throw new WeavingException(
                    "several catalogues have " + kind + " '" + name + "': write one of " + String.join(", ", where));
        }
        return found.get(0);
    }

    private static BindingTarget of(boolean span, EventModel event, EmbeddedCatalogue catalogue) {
        String eventClass = (catalogue.packageName() + '.' + event.className()).replace('.', '/');
        Tracepoint start = event.tracepoint();
        if (!span) {
            Tracepoint emitted =
                    catalogue.model().catalogue().find(event.simpleName()).orElseThrow();
            return new BindingTarget(
                    eventClass,
                    EventParameters.emitTakesReceiver(event),
                    EventParameters.emit(emitted),
                    List.of(),
                    List.of(emitted.declaration()));
        }
        return new BindingTarget(
                eventClass,
                EventParameters.startTakesReceiver(catalogue.model()),
                EventParameters.start(event),
                EventParameters.end(event),
                List.of(start.declaration(), event.ends().get(0).tracepoint().declaration()));
    }

    boolean takes(String argument) {
        return has(arguments, argument) || has(endArguments, argument);
    }

    static boolean has(List<Argument> arguments, String name) {
        for (Argument argument : arguments) {
            if (argument.name().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
