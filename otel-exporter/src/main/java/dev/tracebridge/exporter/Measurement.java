package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;

/**
 * One value of a metric.
 *
 * @param metric the metric it belongs to
 * @param value what is added to a counter, or recorded in a histogram
 * @param time when, nanoseconds since the epoch
 */
record Measurement(Metric metric, double value, long time) {

    /**
     * What a metric is. Two events of the same meaning make one metric.
     *
     * @param name the whole name: {@code qemu.migration.ram_save_page}
     * @param unit the unit in UCUM's spelling
     * @param description the tracepoint's line of the catalogue, or what else explains the metric
     * @param histogram whether it is a histogram; else a counter
     * @param scope the catalogue
     */
    record Metric(String name, String unit, String description, boolean histogram, InstrumentationScopeInfo scope) {

        /** The unit of a counter of events. */
        static final String EVENTS = "{event}";
    }
}
