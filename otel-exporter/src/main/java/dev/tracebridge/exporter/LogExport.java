package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Sends log records in batches, as {@link SpanExport} sends spans.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 */
final class LogExport {

    private LogExport() {}

    /**
     * Makes an export.
     *
     * @param exporters where log records go; one counts as exported if all took it
     * @param batchSize how many are sent at once
     * @param timeout how long a batch may take
     * @param account where what became of the events is counted
     * @param warnings tells of failures
     * @param slow is called when a batch takes long
     * @param pressure holds up who feeds it while the collector takes nothing; null to drop what is not taken
     */
    static Batches<LogRecordData> of(
            List<LogRecordExporter> exporters,
            int batchSize,
            Duration timeout,
            EventAccount account,
            Warnings warnings,
            Runnable slow,
            BackPressure pressure) {
        return new Batches<>(
                exporters.stream().map(LogExport::target).toList(),
                batchSize,
                timeout,
                account,
                warnings,
                slow,
                pressure);
    }

    private static Batches.Target<LogRecordData> target(LogRecordExporter exporter) {
        return new Batches.Target<>() {
            @Override
            public CompletableResultCode export(Collection<LogRecordData> batch) {
                return exporter.export(batch);
            }

            @Override
            public CompletableResultCode shutdown() {
                return exporter.shutdown();
            }
        };
    }
}
