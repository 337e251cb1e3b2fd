package dev.tracebridge.agent.session;

import dev.tracebridge.agent.AgentLog;
import dev.tracebridge.exporter.JvmExporter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The export that {@code output=FILE} or OpenTelemetry's own settings ask for.
 */
final class Export implements EventSink {

    private static final String[] ENDPOINTS = {"otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint"};
    private static final String EXPORTER = "otel.traces.exporter";

    private final JvmExporter exporter;
    private Map<String, Boolean> applied;

    private Export(JvmExporter exporter, Map<String, Boolean> applied) {
        this.exporter = exporter;
        this.applied = applied;
    }

    /** Whether to start one: a look that loads nothing of OpenTelemetry, since most JVMs need none. */
    static boolean isAskedFor(
            Optional<String> output, Map<String, String> properties, Map<String, String> environment) {
        if (output.isPresent()) {
            return true;
        }
        String exporter = setting(EXPORTER, properties, environment);
        if (exporter != null) {
            return !exporter.strip().equals("none");
        }
        for (String endpoint : ENDPOINTS) {
            if (setting(endpoint, properties, environment) != null) {
                return true;
            }
        }
        return false;
    }

    private static String setting(String property, Map<String, String> properties, Map<String, String> environment) {
        String value = properties.get(property);
        if (value == null) {
            value = environment.get(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * Starts the export.
     *
     * @param output a file to write to, if any
     * @param enabled whether each event known so far is on, by JFR name
     */
    static Export start(Optional<String> output, Map<String, Boolean> enabled) {
        Map<String, String> options = new HashMap<>();
        if (output.isPresent()) {
            options.put(OptionKey.OUTPUT.text(), output.get());
        }
        return new Export(JvmExporter.start(options, enabled, new Log()), enabled);
    }

    boolean isActive() {
        return exporter.isActive();
    }

    /** What became of the events so far, in words. */
    String counts() {
        return exporter.counts().toString();
    }

    @Override
    public void apply(Map<String, Boolean> enabled) {
        if (!enabled.equals(applied)) {
            applied = enabled;
            exporter.enable(enabled);
        }
    }

    private static final class Log implements Consumer<String> {

        @Override
        public void accept(String message) {
            AgentLog.info(message);
        }
    }
}
