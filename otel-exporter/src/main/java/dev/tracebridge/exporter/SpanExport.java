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
 * Sends spans in batches, one at a time, and assembles the next one meanwhile, so that whoever feeds it goes no faster than the collector: what is
 * not read yet stays in the recording.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 */
final class SpanExport implements Consumer<AssembledSpan> {

    private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();
    private static final Duration PATIENCE_WHILE_FAILING = Duration.ofSeconds(2);

    private final List<SpanExporter> exporters;
    private final int batchSize;
    private final EventAccount account;
    private final Warnings warnings;
    private final Runnable slow;
    private Duration timeout;
    private long deadline;
    private boolean ending;
    private List<SpanData> batch = new ArrayList<>();
    private long batchEvents;
    private Sending sending;

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
        batchEvents += span.weight();
        if (batch.size() >= batchSize) {
            send();
        }
    }

    /** Sends what there is and waits until it has arrived. */
    void flush() {
        send();
        await();
    }

    private void send() {
        await();
        if (batch.isEmpty()) {
            return;
        }
        List<SpanData> spans = batch;
        long events = batchEvents;
        batch = new ArrayList<>();
        batchEvents = 0;
        if (ending && deadline - System.nanoTime() <= 0) {
            account.dropped(DropReason.SHUTDOWN, events);
            return;
        }
        List<CompletableResultCode> results = new ArrayList<>();
        for (SpanExporter exporter : exporters) {
            try {
                results.add(exporter.export(spans));
            } catch (RuntimeException e) {
                results.add(CompletableResultCode.ofExceptionalFailure(e));
            }
        }
        sending = new Sending(results, events, spans.size(), System.nanoTime());
    }

    private void await() {
        if (sending == null) {
            return;
        }
        Sending sent = sending;
        sending = null;
        String failure = sent.await(timeout.toNanos(), slow);
        if (failure == null) {
            account.exported(sent.events, sent.spans);
            warnings.succeeded();
        } else {
            account.dropped(DropReason.EXPORT_FAILED, sent.events);
            warnings.failed(sent.events, failure);
            // A collector that is gone will not be back before the JVM is.
            deadline = System.nanoTime();
        }
    }

    /**
     * From now on, sends only as long as the collector answers.
     *
     * @param patience how long one batch may take
     * @param limit how long all of it may take; what then is still unsent is dropped
     */
    void finishWithin(Duration patience, Duration limit) {
        Duration shorter = warnings.failing() ? PATIENCE_WHILE_FAILING : patience;
        timeout = timeout.compareTo(shorter) < 0 ? timeout : shorter;
        deadline = System.nanoTime() + limit.toNanos();
        ending = true;
    }

    /** Sends what there is and closes the exporters. */
    void close() {
        flush();
        CompletableResultCode.ofAll(
                        exporters.stream().map(SpanExporter::shutdown).toList())
                .join(1, TimeUnit.SECONDS);
    }

    /** A batch on its way. */
    private record Sending(List<CompletableResultCode> results, long events, int spans, long since) {

        /** Why it failed; null if it arrived. */
        String await(long nanos, Runnable slow) {
            CompletableResultCode all = CompletableResultCode.ofAll(results);
            all.join(Math.min(nanos, SLOW_NANOS), TimeUnit.NANOSECONDS);
            if (!all.isDone() && nanos > SLOW_NANOS) {
                slow.run();
                all.join(nanos - SLOW_NANOS, TimeUnit.NANOSECONDS);
            }
            for (CompletableResultCode result : results) {
                if (!result.isDone()) {
                    return "no answer in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms";
                }
                if (!result.isSuccess()) {
                    Throwable cause = result.getFailureThrowable();
                    return cause == null ? "refused" : String.valueOf(cause);
                }
            }
            return null;
        }
    }
}
