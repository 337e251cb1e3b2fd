package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans or log records in batches, one at a time, while the next one is filled, so that whoever feeds it goes no faster than the collector.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 *
 * @param <T> what is sent
 */
final class Batches<T> {

    private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();
    private static final Duration PATIENCE_WHILE_FAILING = Duration.ofSeconds(2);

    private final List<Target<T>> targets;
    private final int batchSize;
    private final EventAccount account;
    private final Warnings warnings;
    private final Runnable slow;
    private Duration timeout;
    private long deadline;
    private boolean ending;
    private List<T> batch = new ArrayList<>();
    private long batchEvents;
    private int batchSpans;
    private Sending sending;

    /** Where batches go. */
    interface Target<T> {

        CompletableResultCode export(Collection<T> batch);

        CompletableResultCode shutdown();
    }

    /**
     * Makes an export.
     *
     * @param targets where batches go; what all of them took counts as exported
     * @param batchSize how much is sent at once
     * @param timeout how long a batch may take
     * @param account where what became of the events is counted
     * @param warnings tells of failures
     * @param slow is called when a batch takes long
     */
    Batches(
            List<Target<T>> targets,
            int batchSize,
            Duration timeout,
            EventAccount account,
            Warnings warnings,
            Runnable slow) {
        this.targets = List.copyOf(targets);
        this.batchSize = batchSize;
        this.timeout = timeout;
        this.account = account;
        this.warnings = warnings;
        this.slow = slow;
    }

    /**
     * Takes something to be sent.
     *
     * @param events how many events it stands for
     * @param spans how many spans it is
     */
    void add(T item, long events, int spans) {
        batch.add(item);
        batchEvents += events;
        batchSpans += spans;
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
        List<T> items = batch;
        long events = batchEvents;
        int spans = batchSpans;
        batch = new ArrayList<>();
        batchEvents = 0;
        batchSpans = 0;
        if (isOver()) {
            account.dropped(DropReason.SHUTDOWN, events);
            return;
        }
        List<CompletableResultCode> results = new ArrayList<>();
        for (Target<T> target : targets) {
            try {
                results.add(target.export(items));
            } catch (RuntimeException e) {
                results.add(CompletableResultCode.ofExceptionalFailure(e));
            }
        }
        sending = new Sending(results, events, spans, System.nanoTime());
    }

    /** Whether nothing will be sent any more. */
    boolean isOver() {
        return ending && deadline - System.nanoTime() <= 0;
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

    /** Sends what there is and closes the targets. */
    void close() {
        flush();
        CompletableResultCode.ofAll(targets.stream().map(Target::shutdown).toList())
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
            Duration waited = Duration.ofNanos(System.nanoTime() - since);
            for (CompletableResultCode result : results) {
                String failure = ExportFailure.of(result, waited);
                if (failure != null) {
                    return failure;
                }
            }
            return null;
        }
    }
}
