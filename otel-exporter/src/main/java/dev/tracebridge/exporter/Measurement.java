package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;

/**
 * One value of a metric.
 *
 * @param metric the metric it belongs to
 * @param resource the process it comes from
 * @param value what is added to a counter, or recorded in a histogram
 * @param time when, nanoseconds since the epoch
 */
record Measurement(Metric metric, Resource resource, double value, long time) {

    /**
     * What a metric is. Two events of the same meaning make one metric.
     *
     * @param name the whole name: {@code qemu.migration.ram_save_page}
     * @param unit the unit in UCUM's spelling
     * @param description the tracepoint's line of the catalogue, or what else explains the metric
     * @param kind what is done with the values
     * @param scope the catalogue
     */
    record Metric(String name, String unit, String description, Kind kind, InstrumentationScopeInfo scope) {

        /** The unit of a counter of events. */
        static final String EVENTS = "{event}";

        boolean isHistogram() {
            return kind != Kind.SUM;
        }
    }

    /** What is done with the values. */
    enum Kind {
        /** They are added up. */
        SUM,
        /** They are counted by powers of two. */
        VALUES,
        /** They are durations in seconds, counted by the usual bounds. */
        DURATIONS
    }
}
