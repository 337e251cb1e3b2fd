package dev.tracebridge.exporter;

import dev.tracebridge.exporter.Measurement.Metric;
import io.opentelemetry.sdk.resources.Resource;

/**
 * What a tracepoint has counted since the beginning.
 *
 * @param metric the metric it belongs to
 * @param resource the process it comes from
 * @param source tells tracepoints of the same name apart
 * @param since when it began to count, nanoseconds since the epoch
 * @param count how often it was hit
 * @param sum of a histogram the sum of the values, of a counter what it counts
 * @param buckets of a histogram how many values lie in each bucket, of a counter none
 */
record CountedTotal(
        Metric metric, Resource resource, long source, long since, long count, double sum, long[] buckets) {}
