package dev.tracebridge.agent.session;

import dev.tracebridge.agent.weaving.IndexedEvent;
import dev.tracebridge.catalogue.TracepointPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which event types the recordings that we start hold: those of every index read so far, hot ones switched off, unless a pattern says otherwise.
 *
 * <p><b>Guarantees:</b> a sink that is bound gets the settings known and those that become known. <b>Progress:</b> one lock, taken when an index
 * has been read or the user changes something.
 */
final class EventSettings {

    private final Map<String, IndexedEvent> events = new LinkedHashMap<>();
    private final List<EventSink> sinks = new ArrayList<>();
    private TracepointPattern pattern;

    /** Takes in the events of an index. */
    synchronized void add(Collection<IndexedEvent> found) {
        boolean news = false;
        for (IndexedEvent event : found) {
            news |= events.putIfAbsent(event.name(), event) == null;
        }
        if (news) {
            applyToAll();
        }
    }

    /** Gives a sink its settings, now and later. */
    synchronized void bind(EventSink sink) {
        sinks.add(sink);
        sink.apply(enabled());
    }

    /** Switches events on and off by pattern from now on. */
    synchronized void select(TracepointPattern newPattern) {
        pattern = newPattern;
        applyToAll();
    }

    /** Whether there is anything to set. */
    synchronized boolean hasSinks() {
        return !sinks.isEmpty();
    }

    private void applyToAll() {
        if (!sinks.isEmpty()) {
            Map<String, Boolean> enabled = enabled();
            for (EventSink sink : sinks) {
                sink.apply(enabled);
            }
        }
    }

    /** Whether each event known so far is on, by JFR name. */
    synchronized Map<String, Boolean> enabled() {
        Map<String, Boolean> enabled = new LinkedHashMap<>();
        for (IndexedEvent event : events.values()) {
            enabled.put(event.name(), isEnabled(event));
        }
        return enabled;
    }

    private boolean isEnabled(IndexedEvent event) {
        if (pattern == null) {
            return event.enabled();
        }
        List<String> names = new ArrayList<>(event.tracepoints());
        names.add(event.name().substring(event.name().lastIndexOf('.') + 1));
        return pattern.enables(names, event.enabled());
    }
}
