package dev.tracebridge.exporter;

import dev.tracebridge.exporter.Measurement.Metric;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps metrics and sends them every now and then. What could not be sent is in what is sent next: nothing is lost while the JVM runs.
 *
 * <p>Not for several threads.
 */
final class MetricExport {

    private static final int SERIES_LIMIT = 4096;

    private final Supplier<List<MetricExporter>> open;
    private final Duration interval;
    private Duration timeout;
    private final EventAccount account;
    private final Warnings warnings;
    // Resources are few and large: they are told apart by identity.
    private final Map<Resource, Map<Metric, MetricSeries>> byResource = new IdentityHashMap<>();
    private final List<MetricSeries> series = new ArrayList<>();
    private List<MetricExporter> exporters;
    private List<MetricSource> sources = List.of();
    private long lastSent = Long.MIN_VALUE;

    /** Metrics that are asked for when they are about to be sent. */
    interface MetricSource {

        /** The metrics as they are now. */
        List<MetricData> metrics(AggregationTemporality temporality, long now);
    }

    /**
     * Makes an export.
     *
     * @param open makes the exporters, when there is something to send
     * @param interval how long to wait before metrics are sent again, by the time of the events
     * @param timeout how long sending may take
     * @param account where what became of the events is counted
     * @param warnings tells of failures
     */
    MetricExport(
            Supplier<List<MetricExporter>> open,
            Duration interval,
            Duration timeout,
            EventAccount account,
            Warnings warnings) {
        this.open = open;
        this.interval = interval;
        this.timeout = timeout;
        this.account = account;
        this.warnings = warnings;
    }

    /** Adds metrics of another source to what is sent. */
    void add(MetricSource source) {
        sources = List.of(source);
    }

    /** The series of a metric of a process; null where there are too many. */
    MetricSeries series(Metric metric, Resource resource) {
        Map<Metric, MetricSeries> ofResource = byResource.computeIfAbsent(resource, any -> new HashMap<>());
        MetricSeries known = ofResource.get(metric);
        if (known == null && series.size() < SERIES_LIMIT) {
            known = new MetricSeries(metric, resource);
            ofResource.put(metric, known);
            series.add(known);
        }
        return known;
    }

    /**
     * Sends the metrics, if it is time to.
     *
     * @param now nanoseconds since the epoch
     */
    void advance(long now) {
        if (lastSent == Long.MIN_VALUE) {
            lastSent = now;
        } else if (now - lastSent >= interval.toNanos()) {
            send(now);
        }
    }

    private void send(long now) {
        lastSent = now;
        if (series.isEmpty() && sources.isEmpty()) {
            return;
        }
        String failure = null;
        for (MetricExporter exporter : exporters()) {
            String outcome = send(exporter, now);
            failure = outcome == null ? failure : outcome;
        }
        if (failure != null) {
            warnings.failed(0, failure);
            return;
        }
        warnings.succeeded();
        for (MetricSeries sent : series) {
            account.exported(sent.arrived(), 0);
        }
    }

    private String send(MetricExporter exporter, long now) {
        AggregationTemporality sums = exporter.getAggregationTemporality(InstrumentType.COUNTER);
        AggregationTemporality histograms = exporter.getAggregationTemporality(InstrumentType.HISTOGRAM);
        List<MetricData> data = new ArrayList<>();
        series.forEach(values -> data.add(values.data(values.isHistogram() ? histograms : sums, now)));
        sources.forEach(source -> data.addAll(source.metrics(sums, now)));
        CompletableResultCode result;
        try {
            result = exporter.export(data);
        } catch (RuntimeException e) {
            result = CompletableResultCode.ofExceptionalFailure(e);
        }
        ExportFailure failure = ExportFailure.of(result.join(timeout.toNanos(), TimeUnit.NANOSECONDS), timeout);
        if (failure == null && sums == AggregationTemporality.DELTA) {
            series.forEach(values -> values.differenceArrived(now));
        }
        return failure == null ? null : failure.text();
    }

    private List<MetricExporter> exporters() {
        if (exporters == null) {
            exporters = open.get();
        }
        return exporters;
    }

    /** From now on, waits no longer than that for an answer. */
    void finishWithin(Duration patience) {
        timeout = timeout.compareTo(patience) < 0 ? timeout : patience;
    }

    /**
     * Sends what has not been sent and closes the exporters.
     *
     * @param now nanoseconds since the epoch
     * @param reachable whether the collector may answer at all
     */
    void close(long now, boolean reachable) {
        if (reachable) {
            send(now);
        }
        for (MetricSeries left : series) {
            account.dropped(DropReason.EXPORT_FAILED, left.pendingEvents());
        }
        if (exporters != null) {
            exporters.forEach(MetricExporter::shutdown);
        }
    }
}
