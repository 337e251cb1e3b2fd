package dev.tracebridge.agent.weaving;

import java.util.List;

/**
 * One event type of an index: a line {@code event}.
 *
 * @param name the JFR name
 * @param className the binary name of the event class
 * @param role the span role in lower or upper case, as the index has it
 * @param enabled false for hot events, which are off until asked for
 * @param tracepoints the tracepoints the event stands for, in the catalogue's spelling
 */
public record IndexedEvent(String name, String className, String role, boolean enabled, List<String> tracepoints) {

    /** Copies the list. */
    public IndexedEvent {
        tracepoints = List.copyOf(tracepoints);
    }
}
