package dev.tracebridge.processor.generate;

import dev.tracebridge.catalogue.EventModel;
import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.catalogue.TraceModel;
import java.util.Locale;

/** The {@code .jfc} file: every event with its defaults, to be edited or given to JFR beside the JDK's own settings. */
final class SettingsFile {

    private final TraceModel model;

    SettingsFile(TraceModel model) {
        this.model = model;
    }

    String path() {
        return "META-INF/tracebridge/" + model.sidecar().namespace() + ".jfc";
    }

    String text() {
        String namespace = model.sidecar().namespace();
        StringBuilder text = new StringBuilder();
        text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        text.append("<configuration version=\"2.0\" label=\"")
                .append(namespace)
                .append("\" description=\"Tracepoints of ")
                .append(namespace)
                .append("\" provider=\"Tracebridge\">\n");
        for (EventModel event : model.events()) {
            text.append("  <event name=\"").append(event.name()).append("\">\n");
            setting(text, "enabled", event.enabledByDefault());
            setting(text, "stackTrace", false);
            if (event.role() != EventRole.INSTANT && event.role() != EventRole.METRIC) {
                setting(text, "threshold", "0 ns");
            }
            text.append("  </event>\n");
        }
        return text.append("</configuration>\n").toString();
    }

    private static void setting(StringBuilder text, String name, Object value) {
        text.append("    <setting name=\"")
                .append(name)
                .append("\">")
                .append(value.toString().toLowerCase(Locale.ROOT))
                .append("</setting>\n");
    }
}
