package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Sends spans in batches and waits for each to arrive, so that whoever feeds it goes no faster than the collector: what is not read yet stays in the
 * recording.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 */
final class SpanExport implements Consumer<AssembledSpan> {

    private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();

    private final List<SpanExporter> exporters;
    private final int batchSize;
    private final Duration timeout;
    private final EventAccount account;
    private final Warnings warnings;
    private final Runnable slow;
    private final List<AssembledSpan> batch = new ArrayList<>();
    private long deadline = Long.MAX_VALUE;

    /**
     * Makes an export.
     *
     * @param exporters where spans go; a span counts as exported if all took it
     * @param batchSize how many spans are sent at once
     * @param timeout how long a batch may take
     * @param account where what became of the events is counted
     * @param warnings tells of failures
     * @param slow is called when a batch takes long
     */
    SpanExport(
            List<SpanExporter> exporters,
            int batchSize,
            Duration timeout,
            EventAccount account,
            Warnings warnings,
            Runnable slow) {
        this.exporters = List.copyOf(exporters);
        this.batchSize = batchSize;
        this.timeout = timeout;
        this.account = account;
        this.warnings = warnings;
        this.slow = slow;
    }

    @Override
    public void accept(AssembledSpan span) {
        batch.add(span);
        if (batch.size() >= batchSize) {
            flush();
        }
    }

    /** Sends what there is. */
    void flush() {
        if (batch.isEmpty()) {
            return;
        }
        List<SpanData> spans = List.copyOf(batch);
        long events = batch.stream().mapToLong(AssembledSpan::weight).sum();
        batch.clear();
        long remaining = Math.min(timeout.toNanos(), deadline - System.nanoTime());
        if (remaining <= 0) {
            account.dropped(DropReason.SHUTDOWN, events);
            warnings.failed(events, "the JVM ends");
            return;
        }
        String failure = send(spans, remaining);
        if (failure == null) {
            account.exported(events, spans.size());
            warnings.succeeded();
        } else {
            account.dropped(DropReason.EXPORT_FAILED, events);
            warnings.failed(events, failure);
        }
    }

    /** Sends to all exporters, side by side; returns why it failed, null if it did not. */
    private String send(List<SpanData> spans, long nanos) {
        long end = System.nanoTime() + nanos;
        List<CompletableResultCode> results = new ArrayList<>();
        for (SpanExporter exporter : exporters) {
            try {
                results.add(exporter.export(spans));
            } catch (RuntimeException e) {
                results.add(CompletableResultCode.ofExceptionalFailure(e));
            }
        }
        String failure = null;
        CompletableResultCode all = CompletableResultCode.ofAll(results);
        all.join(Math.min(nanos, SLOW_NANOS), TimeUnit.NANOSECONDS);
        if (!all.isDone() && nanos > SLOW_NANOS) {
            slow.run();
        }
        for (CompletableResultCode result : results) {
            result.join(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (!result.isDone()) {
                failure = "no answer in " + Duration.ofNanos(nanos).toMillis() + " ms";
            } else if (!result.isSuccess()) {
                Throwable cause = result.getFailureThrowable();
                failure = cause == null ? "refused" : String.valueOf(cause);
            }
        }
        return failure;
    }

    /**
     * From now on, sends only for a while.
     *
     * @param patience how long; what then is still unsent is dropped
     */
    void finishWithin(Duration patience) {
        deadline = System.nanoTime() + patience.toNanos();
    }

    /** Sends what there is and closes the exporters. */
    void close() {
        flush();
        CompletableResultCode.ofAll(
                        exporters.stream().map(SpanExporter::shutdown).toList())
                .join(1, TimeUnit.SECONDS);
    }
}
