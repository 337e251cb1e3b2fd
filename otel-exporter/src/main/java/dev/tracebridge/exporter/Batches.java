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
 * <p>With back-pressure, a batch that the collector does not take now is sent again until it does, and whoever feeds it waits; each batch is sent to a
 * target only after the one before was answered, so that nothing that was taken is sent again. Without, it is dropped.
 *
 * <p>Not for several threads at a time. What is sent or lost is counted.
 *
 * @param <T> what is sent
 */
final class Batches<T> {

    private static final long SLOW_NANOS = Duration.ofSeconds(3).toNanos();
    private static final long LOOK_NANOS = Duration.ofMillis(200).toNanos();
    private static final Duration PATIENCE_WHILE_FAILING = Duration.ofSeconds(2);
    private static final Duration PATIENCE_AT_THE_END = Duration.ofSeconds(8);

    private final List<Target<T>> targets;
    private final int batchSize;
    private final EventAccount account;
    private final Warnings warnings;
    private final Runnable slow;
    private final BackPressure pressure;
    private Duration timeout;
    private long deadline;
    private boolean ending;
    private boolean gone;
    private boolean failing;
    private List<T> batch = new ArrayList<>();
    private long batchEvents;
    private int batchSpans;
    private long batchSince;
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
     * @param pressure holds up who feeds it while the collector takes nothing; null to drop what is not taken
     */
    Batches(
            List<Target<T>> targets,
            int batchSize,
            Duration timeout,
            EventAccount account,
            Warnings warnings,
            Runnable slow,
            BackPressure pressure) {
        this.targets = List.copyOf(targets);
        this.batchSize = batchSize;
        this.timeout = timeout;
        this.account = account;
        this.warnings = warnings;
        this.slow = slow;
        this.pressure = pressure;
    }

    /**
     * Takes something to be sent.
     *
     * @param events how many events it stands for
     * @param spans how many spans it is
     */
    void add(T item, long events, int spans) {
        if (batch.isEmpty() && pressure != null) {
            batchSince = pressure.position();
        }
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
        Sending next = new Sending(batch, batchEvents, batchSpans, batchSince);
        batch = new ArrayList<>();
        batchEvents = 0;
        batchSpans = 0;
        if (isOver()) {
            leave(next);
        } else if (mustGiveUp()) {
            giveUp(next);
        } else {
            sending = next;
            sending.send();
        }
    }

    private boolean mustGiveUp() {
        if (pressure == null || pressure.isEnding()) {
            return false;
        }
        // Where nobody fails and too much waits, all are too slow.
        return failing ? pressure.isOver(batchSince) : !pressure.isFailing() && pressure.isTooMuch(batchSince);
    }

    /** Whether nothing will be sent any more. */
    boolean isOver() {
        return gone || ending && deadline - System.nanoTime() <= 0;
    }

    private boolean isEnding() {
        return pressure != null && pressure.isEnding();
    }

    private void await() {
        if (sending == null) {
            return;
        }
        Sending sent = sending;
        sending = null;
        ExportFailure failure = sent.await();
        for (int attempt = 1; pressure != null && failure != null && failure.temporary(); attempt++) {
            fails(true);
            warnings.failed(0, failure.text() + "; it is tried again");
            boolean last = sent.wasSentAtTheEnd();
            if (last || !pressure.pause(attempt, failure.retryAfter(), sent.since)) {
                // A collector that is gone will not be back before the JVM is.
                gone = last;
                if (last) {
                    leave(sent);
                } else {
                    giveUp(sent);
                }
                return;
            }
            sent.sendAgain();
            failure = sent.await();
        }
        settle(sent, failure);
    }

    /** What is left at the end of the JVM; where it is kept, its fate is open. */
    private void leave(Sending left) {
        if (pressure == null || !pressure.keeps()) {
            account.dropped(DropReason.SHUTDOWN, left.events);
        }
    }

    private void giveUp(Sending oldest) {
        account.dropped(DropReason.SPOOL_LIMIT, oldest.events);
        pressure.settled(oldest.items);
    }

    private void settle(Sending sent, ExportFailure failure) {
        if (isEnding() && !sent.isDone()) {
            gone = true;
            leave(sent);
            return;
        }
        if (pressure != null) {
            pressure.settled(sent.items);
        }
        if (failure == null) {
            account.exported(sent.events, sent.spans);
            fails(false);
            warnings.succeeded();
            return;
        }
        // Which of them were rejected is not told: each stands for one event at least.
        long taken = failure.rejected() == 0 ? 0 : Math.max(0, sent.items.size() - failure.rejected());
        long lost = taken == 0 ? sent.events : Math.min(sent.events, sent.items.size() - taken);
        account.exported(sent.events - lost, (int) Math.min(taken, sent.spans));
        account.dropped(DropReason.EXPORT_FAILED, lost);
        // It answers, unless nobody waits for it.
        fails(pressure == null);
        warnings.failed(lost, failure.text());
        if (pressure == null) {
            deadline = System.nanoTime();
        }
    }

    private void fails(boolean fails) {
        if (pressure != null && fails != failing) {
            pressure.failing(fails);
        }
        failing = fails;
    }

    /**
     * From now on, sends only as long as the collector answers.
     *
     * @param patience how long one batch may take
     * @param limit how long all of it may take; what then is still unsent is dropped
     */
    void finishWithin(Duration patience, Duration limit) {
        Duration shorter = failing ? PATIENCE_WHILE_FAILING : patience;
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
    private final class Sending {

        private final List<T> items;
        private final long events;
        private final int spans;
        private final long since;
        private final List<CompletableResultCode> results = new ArrayList<>();
        private long sentAt;
        private boolean sentAtTheEnd;

        Sending(List<T> items, long events, int spans, long since) {
            this.items = items;
            this.events = events;
            this.spans = spans;
            this.since = since;
        }

        void send() {
            sentAt = System.nanoTime();
            sentAtTheEnd = isEnding();
            for (Target<T> target : targets) {
                results.add(send(target));
            }
        }

        /** To those that did not take it. */
        void sendAgain() {
            sentAt = System.nanoTime();
            sentAtTheEnd = isEnding();
            for (int i = 0; i < results.size(); i++) {
                if (!results.get(i).isSuccess()) {
                    results.set(i, send(targets.get(i)));
                }
            }
        }

        private CompletableResultCode send(Target<T> target) {
            try {
                return target.export(items);
            } catch (RuntimeException e) {
                return CompletableResultCode.ofExceptionalFailure(e);
            }
        }

        /** Whether it was sent when the JVM was ending already. */
        boolean wasSentAtTheEnd() {
            return sentAtTheEnd;
        }

        boolean isDone() {
            return results.stream().allMatch(CompletableResultCode::isDone);
        }

        /** Why it failed; null if it arrived. */
        ExportFailure await() {
            CompletableResultCode all = CompletableResultCode.ofAll(results);
            boolean told = false;
            while (!all.isDone() && System.nanoTime() - sentAt < patience()) {
                all.join(Math.min(patience(), LOOK_NANOS), TimeUnit.NANOSECONDS);
                if (!told && !all.isDone() && System.nanoTime() - sentAt >= SLOW_NANOS) {
                    told = true;
                    slow.run();
                }
            }
            Duration waited = Duration.ofNanos(System.nanoTime() - sentAt);
            ExportFailure worst = null;
            for (CompletableResultCode result : results) {
                ExportFailure failure = ExportFailure.of(result, waited);
                // What some have not taken in the end they may take yet, and what others reject they reject for good.
                if (failure != null && (worst == null || failure.temporary())) {
                    worst = failure;
                }
            }
            return worst;
        }

        /** What is under way may arrive, and is not sent again before that is known: senders have limits of their own. */
        private long patience() {
            if (pressure == null || ending) {
                return timeout.toNanos();
            }
            if (pressure.isEnding()) {
                return Math.min(
                        timeout.toNanos(), failing ? PATIENCE_WHILE_FAILING.toNanos() : PATIENCE_AT_THE_END.toNanos());
            }
            return 2 * timeout.toNanos();
        }
    }
}
