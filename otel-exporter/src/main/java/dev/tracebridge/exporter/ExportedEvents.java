package dev.tracebridge.exporter;

import java.util.HashMap;
import java.util.Map;
import jdk.jfr.Recording;

/**
 * Which events are exported: those enabled by default, but for what the user says of single names.
 *
 * <p><b>Guarantees:</b> safe for several threads; readers see one whole set of names.
 */
final class ExportedEvents {

    private volatile Map<String, Boolean> byName;

    ExportedEvents(Map<String, Boolean> byName) {
        this.byName = Map.copyOf(byName);
    }

    void set(Map<String, Boolean> names) {
        byName = Map.copyOf(names);
    }

    boolean contains(String eventName, boolean enabledByDefault) {
        return byName.getOrDefault(eventName, enabledByDefault);
    }

    /** What a recording of ours must be set to. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        // What is lost is to be told.
        settings.put("jdk.DataLoss#enabled", "true");
        byName.forEach((name, enabled) -> settings.put(name + "#enabled", enabled.toString()));
        return settings;
    }

    void applyTo(Recording recording) {
        recording.setSettings(settings());
    }
}
