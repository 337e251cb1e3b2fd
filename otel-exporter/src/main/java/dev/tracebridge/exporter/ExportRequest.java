package dev.tracebridge.exporter;

import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/** Whether an export is asked for: a first look that loads nothing of OpenTelemetry, since most JVMs need none. */
public final class ExportRequest {

    private static final String EXPORTER = "otel.traces.exporter";
    private static final String[] ENDPOINTS = {"otel.exporter.otlp.endpoint", "otel.exporter.otlp.traces.endpoint"};

    private ExportRequest() {}

    /**
     * Looks at what asks for an export: {@code output}, and OpenTelemetry's exporter and endpoints.
     *
     * @param options the agent's options
     * @param properties the system properties
     * @param environment the environment variables
     * @return whether one is asked for; where it is, the settings may still make no sense
     */
    public static boolean isMade(Map<String, String> options, Properties properties, Map<String, String> environment) {
        if (options.containsKey("output")) {
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

    private static String setting(String property, Properties properties, Map<String, String> environment) {
        String value = properties.getProperty(property);
        if (value == null) {
            value = environment.get(property.toUpperCase(Locale.ROOT).replace('.', '_'));
        }
        return value == null || value.isBlank() ? null : value;
    }
}
