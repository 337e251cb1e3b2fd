package dev.tracebridge.processor;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;

/**
 * A catalogue that methods are checked against.
 *
 * @param model its events
 * @param packageName the package of the event classes
 * @param facade the facade's binary name
 */
record TracedCatalogue(TraceModel model, String packageName, String facade) {

    /** The binary name of an event's class. */
    String className(EventModel event) {
        return packageName + "." + event.className();
    }

    /** Where a tracepoint is declared, and how: for messages. */
    String declaration(Tracepoint tracepoint) {
        return "\n  " + model.catalogue().fileName() + ":" + tracepoint.line() + ": " + tracepoint.declaration();
    }
}
