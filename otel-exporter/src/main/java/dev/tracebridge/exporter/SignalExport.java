package dev.tracebridge.exporter;

import io.opentelemetry.sdk.logs.data.LogRecordData;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Sends spans, log records and metrics, each signal by its own exporters. Those of logs and metrics are made when there is something to send.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 */
final class SignalExport implements Signals {

    private final ExportSettings settings;
    private final EventAccount account;
    private final Consumer<String> failures;
    private final Runnable slow;
    private final BackPressure pressure;
    private final SpanExport spans;
    private final MetricExport metrics;
    private Batches<LogRecordData> logs;
    private Duration patience;
    private Duration limit;

    /**
     * Makes an export.
     *
     * @param settings where things go
     * @param account where what became of the events is counted
     * @param failures is told of spans and log records that were lost
     * @param log is told of metrics that could not be sent
     * @param slow is called when a batch takes long
     * @param pressure holds up who feeds it while the collector takes nothing; null to drop what is not taken
     */
    SignalExport(
            ExportSettings settings,
            EventAccount account,
            Consumer<String> failures,
            Consumer<String> log,
            Runnable slow,
            BackPressure pressure) {
        this.settings = settings;
        this.account = account;
        this.failures = failures;
        this.slow = slow;
        this.pressure = pressure;
        this.spans = new SpanExport(
                settings.createExporters(),
                settings.batchSize(),
                settings.exportTimeout(),
                account,
                new Warnings(failures, System::nanoTime),
                slow,
                pressure);
        this.metrics = new MetricExport(
                settings::createMetricExporters,
                settings.metricInterval(),
                settings.exportTimeout(),
                account,
                new Warnings("export of metrics", log, System::nanoTime));
    }

    /** The metrics; null where they are not exported. */
    MetricExport metrics() {
        return settings.wantsMetrics() ? metrics : null;
    }

    @Override
    public void span(AssembledSpan span) {
        spans.accept(span);
    }

    @Override
    public boolean log(AssembledLog record) {
        if (!settings.wantsLogs()) {
            return false;
        }
        if (logs == null) {
            logs = LogExport.of(
                    settings.createLogExporters(),
                    settings.batchSize(),
                    settings.exportTimeout(),
                    account,
                    new Warnings("export of logs", failures, System::nanoTime),
                    slow,
                    pressure);
            if (limit != null) {
                logs.finishWithin(patience, limit);
            }
        }
        logs.add(record, 1, 0);
        return true;
    }

    @Override
    public boolean measure(Measurement measurement) {
        MetricSeries series =
                settings.wantsMetrics() ? metrics.series(measurement.metric(), measurement.resource()) : null;
        if (series != null) {
            series.add(measurement.value(), measurement.time());
        }
        return series != null;
    }

    @Override
    public boolean total(CountedTotal total) {
        MetricSeries series = settings.wantsMetrics() ? metrics.series(total.metric(), total.resource()) : null;
        if (series != null) {
            series.total(total);
        }
        return series != null;
    }

    /**
     * Sends what there is and waits until it has arrived.
     *
     * @param now nanoseconds since the epoch
     */
    void flush(long now) {
        spans.flush();
        if (logs != null) {
            logs.flush();
        }
        if (settings.wantsMetrics()) {
            metrics.advance(now);
        }
    }

    /**
     * From now on, sends only as long as the collector answers.
     *
     * @param patienceThen how long one batch may take
     * @param limitThen how long all of it may take; what then is still unsent is dropped
     */
    void finishWithin(Duration patienceThen, Duration limitThen) {
        patience = patienceThen;
        limit = limitThen;
        spans.finishWithin(patience, limit);
        metrics.finishWithin(patience);
        if (logs != null) {
            logs.finishWithin(patience, limit);
        }
    }

    /** Whether the collector of the spans takes nothing any more. */
    boolean isOver() {
        return spans.isOver();
    }

    /**
     * Sends what there is and closes the exporters.
     *
     * @param now nanoseconds since the epoch
     */
    void close(long now) {
        spans.flush();
        if (logs != null) {
            logs.close();
        }
        if (settings.wantsMetrics()) {
            metrics.close(now, !spans.isOver());
        }
        spans.close();
    }
}
