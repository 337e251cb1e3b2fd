package dev.tracebridge.exporter;

import dev.tracebridge.exporter.Measurement.Metric;
import dev.tracebridge.recording.EventTypeDescription;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Set;

/** The event that tells what a hot tracepoint has counted, written by {@code dev.tracebridge.runtime.HotMetric}. */
final class HotSample {

    static final String EVENT = "dev.tracebridge.Metric";

    private static final int BUCKET_LIMIT = MetricSeries.POWERS_OF_TWO.size() + 1;
    private static final int TEXT_LIMIT = 4096;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Set<String> FIELDS = Set.of(
            "metric",
            "instrument",
            "unit",
            "catalogue",
            "hash",
            "declaration",
            "source",
            "since",
            "count",
            "sum",
            "buckets");

    private HotSample() {}

    /** Whether events of the type are such; one of the same name that lacks a field is another's. */
    static boolean isType(EventTypeDescription type) {
        return type.name().equals(EVENT)
                && FIELDS.stream().allMatch(field -> type.field(field).isPresent());
    }

    /**
     * Reads an event.
     *
     * @param resource the process it comes from
     * @throws IllegalArgumentException where it makes no sense
     */
    static CountedTotal read(RareEvent event, Resource resource) {
        String name = text(event, "metric");
        boolean histogram = text(event, "instrument").equals("histogram");
        long count = event.number("count");
        if (name.isEmpty() || count < 0) {
            throw new IllegalArgumentException("no metric");
        }
        String unit = text(event, "unit");
        Metric metric = new Metric(
                name,
                unit.isEmpty() && !histogram ? Metric.EVENTS : unit,
                text(event, "declaration"),
                histogram ? Measurement.Kind.VALUES : Measurement.Kind.SUM,
                scope(text(event, "catalogue"), text(event, "hash")));
        return new CountedTotal(
                metric,
                resource,
                event.number("source"),
                Math.multiplyExact(event.number("since"), NANOS_PER_MILLI),
                count,
                event.number("sum"),
                histogram ? buckets(text(event, "buckets")) : new long[0]);
    }

    private static InstrumentationScopeInfo scope(String catalogue, String hash) {
        return EventRendering.scope(catalogue, hash);
    }

    private static String text(RareEvent event, String field) {
        String text = event.text(field);
        if (text != null && text.length() > TEXT_LIMIT) {
            throw new IllegalArgumentException(field + " is too long");
        }
        return text == null ? "" : text;
    }

    private static long[] buckets(String text) {
        long[] buckets = new long[BUCKET_LIMIT];
        for (String pair : text.isEmpty() ? new String[0] : text.split(" ", BUCKET_LIMIT + 1)) {
            int colon = pair.indexOf(':');
            int index = colon < 0 ? -1 : Integer.parseInt(pair.substring(0, colon));
            if (index < 0 || index >= BUCKET_LIMIT) {
                throw new IllegalArgumentException("no bucket: " + pair);
            }
            buckets[index] = Long.parseLong(pair.substring(colon + 1));
        }
        return buckets;
    }
}
