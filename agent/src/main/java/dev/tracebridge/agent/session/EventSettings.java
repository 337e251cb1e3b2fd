package dev.tracebridge.agent.session;

import dev.tracebridge.agent.weaving.IndexedEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which event types the recordings that we start hold: those of every index read so far, hot ones switched off.
 *
 * <p><b>Guarantees:</b> a recording that is bound gets the settings known and those that become known. <b>Progress:</b> one lock, taken when an
 * index has been read.
 */
final class EventSettings {

    private final Map<String, IndexedEvent> events = new LinkedHashMap<>();
    private OwnRecording recording;

    /** Takes in the events of an index. */
    synchronized void add(Collection<IndexedEvent> found) {
        boolean news = false;
        for (IndexedEvent event : found) {
            news |= events.putIfAbsent(event.name(), event) == null;
        }
        if (news && recording != null) {
            recording.apply(jfrSettings());
        }
    }

    /** Gives a recording its settings, now and later. */
    synchronized void bind(OwnRecording started) {
        recording = started;
        recording.apply(jfrSettings());
    }

    private Map<String, String> jfrSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (IndexedEvent event : events.values()) {
            settings.put(event.name() + "#enabled", Boolean.toString(event.enabled()));
        }
        return settings;
    }
}
