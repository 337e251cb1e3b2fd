package dev.tracebridge.exporter;

import dev.tracebridge.exporter.Measurement.Metric;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableHistogramPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableLongPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSumData;
import io.opentelemetry.sdk.resources.Resource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One metric over time: values added one by one, and totals that tracepoints counted themselves. Never goes down, whatever comes in.
 *
 * <p>Not for several threads.
 */
final class MetricSeries {

    /** Of a histogram of an argument, which may be anything: 0 and the powers of two. */
    static final List<Double> POWERS_OF_TWO = powersOfTwo();

    /** Of a histogram of durations, in seconds: 10 µs to 10 s. */
    static final List<Double> SECONDS =
            List.of(0.00001, 0.0001, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

    private final Metric metric;
    private final Resource resource;
    private final List<Double> bounds;
    private final Map<Long, Totals> sources = new HashMap<>();
    private final Totals values;
    private Totals sent;
    private long firstTime = Long.MAX_VALUE;
    private long sentTime;
    private long pendingEvents;

    MetricSeries(Metric metric, Resource resource) {
        this.metric = metric;
        this.resource = resource;
        this.bounds = metric.kind() == Measurement.Kind.DURATIONS ? SECONDS : POWERS_OF_TWO;
        this.values = new Totals(bounds.size() + 1);
        this.sent = new Totals(bounds.size() + 1);
    }

    private static List<Double> powersOfTwo() {
        List<Double> bounds = new ArrayList<>();
        bounds.add(0.0);
        for (int i = 0; i <= 62; i++) {
            bounds.add((double) (1L << i));
        }
        return Collections.unmodifiableList(bounds);
    }

    boolean isHistogram() {
        return metric.isHistogram();
    }

    /** Adds one value, which stands for one event. */
    void add(double value, long time) {
        firstTime = Math.min(firstTime, time);
        pendingEvents++;
        values.count++;
        if (metric.isHistogram()) {
            int bucket = Collections.binarySearch(bounds, value);
            values.buckets[bucket < 0 ? -bucket - 1 : bucket]++;
            values.sum += value;
        } else {
            // A counter goes up only.
            values.sum += Math.max(0, value);
        }
    }

    /** Takes what a tracepoint has counted since the beginning; what is less than it said before is an older report. */
    void total(CountedTotal total) {
        firstTime = Math.min(firstTime, total.since());
        pendingEvents++;
        Totals totals = sources.computeIfAbsent(total.source(), id -> new Totals(bounds.size() + 1));
        if (total.count() >= totals.count) {
            totals.count = total.count();
            totals.sum = metric.isHistogram() ? total.sum() : Math.max(totals.sum, total.sum());
            int known = Math.min(total.buckets().length, totals.buckets.length);
            System.arraycopy(total.buckets(), 0, totals.buckets, 0, known);
        }
    }

    /** Events that have gone into the metric and have not been sent with it. */
    long pendingEvents() {
        return pendingEvents;
    }

    /**
     * The metric as it is now.
     *
     * @param temporality whether from the beginning, or from what was sent last
     * @param now nanoseconds since the epoch
     */
    MetricData data(AggregationTemporality temporality, long now) {
        Totals totals = current();
        boolean delta = temporality == AggregationTemporality.DELTA;
        long since = delta && sentTime != 0 ? sentTime : Math.min(firstTime, now);
        if (delta) {
            totals.subtract(sent);
        }
        long until = Math.max(now, since);
        if (!metric.isHistogram()) {
            return ImmutableMetricData.createLongSum(
                    resource,
                    metric.scope(),
                    metric.name(),
                    metric.description(),
                    metric.unit(),
                    ImmutableSumData.create(
                            true,
                            temporality,
                            List.of(ImmutableLongPointData.create(
                                    since, until, Attributes.empty(), Math.round(totals.sum)))));
        }
        return ImmutableMetricData.createDoubleHistogram(
                resource,
                metric.scope(),
                metric.name(),
                metric.description(),
                metric.unit(),
                ImmutableHistogramData.create(
                        temporality,
                        List.of(ImmutableHistogramPointData.create(
                                since,
                                until,
                                Attributes.empty(),
                                totals.sum,
                                false,
                                0,
                                false,
                                0,
                                bounds,
                                Arrays.stream(totals.buckets).boxed().toList()))));
    }

    /** A receiver that wants differences has got the metric as it is now. */
    void differenceArrived(long now) {
        sent = current();
        sentTime = now;
    }

    /** All receivers have got the metric as it is now; the events that were pending until then. */
    long arrived() {
        long events = pendingEvents;
        pendingEvents = 0;
        return events;
    }

    private Totals current() {
        Totals all = new Totals(bounds.size() + 1);
        all.add(values);
        sources.values().forEach(all::add);
        return all;
    }

    private static final class Totals {

        private final long[] buckets;
        private long count;
        private double sum;

        Totals(int bucketCount) {
            buckets = new long[bucketCount];
        }

        void add(Totals other) {
            accumulate(other, 1);
        }

        void subtract(Totals other) {
            accumulate(other, -1);
        }

        private void accumulate(Totals other, int sign) {
            count += sign * other.count;
            sum += sign * other.sum;
            for (int i = 0; i < buckets.length; i++) {
                buckets[i] += sign * other.buckets[i];
            }
        }
    }
}
