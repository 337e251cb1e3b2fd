package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends spans in batches, one at a time, and assembles the next one meanwhile, so that whoever feeds it goes no faster than the collector: what is
 * not read yet stays in the recording.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 */
final class SpanExport implements Consumer<AssembledSpan> {

    private final Batches<SpanData> batches;

    /**
     * Makes an export.
     *
     * @param exporters where spans go; a span counts as exported if all took it
     * @param batchSize how many spans are sent at once
     * @param timeout how long a batch may take
     * @param account where what became of the events is counted
     * @param warnings tells of failures
     * @param slow is called when a batch takes long
     * @param pressure holds up who feeds it while the collector takes nothing; null to drop what is not taken
     */
    SpanExport(
            List<SpanExporter> exporters,
            int batchSize,
            Duration timeout,
            EventAccount account,
            Warnings warnings,
            Runnable slow,
            BackPressure pressure) {
        this.batches = new Batches<>(
                exporters.stream().map(SpanExport::target).toList(),
                batchSize,
                timeout,
                account,
                warnings,
                slow,
                pressure);
    }

    private static Batches.Target<SpanData> target(SpanExporter exporter) {
        return new Batches.Target<>() {
            @Override
            public CompletableResultCode export(Collection<SpanData> batch) {
                return exporter.export(batch);
            }

            @Override
            public CompletableResultCode shutdown() {
                return exporter.shutdown();
            }
        };
    }

    @Override
    public void accept(AssembledSpan span) {
        batches.add(span, span.weight(), 1);
    }

    /** Sends what there is and waits until it has arrived. */
    void flush() {
        batches.flush();
    }

    /** Whether nothing will be sent any more. */
    boolean isOver() {
        return batches.isOver();
    }

    /**
     * From now on, sends only as long as the collector answers.
     *
     * @param patience how long one batch may take
     * @param limit how long all of it may take; what then is still unsent is dropped
     */
    void finishWithin(Duration patience, Duration limit) {
        batches.finishWithin(patience, limit);
    }

    /** Sends what there is and closes the exporters. */
    void close() {
        batches.close();
    }
}
