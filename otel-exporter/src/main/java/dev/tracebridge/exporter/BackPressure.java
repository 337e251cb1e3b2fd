package dev.tracebridge.exporter;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Holds up who exports for as long as the collector takes nothing, so that what is not read yet stays in Flight Recorder's repository, until that
 * becomes too large or too old: then what comes first is given up, until the reader is in the next chunk.
 *
 * <p><b>Assumptions:</b> all but {@link #end}, {@link #isEnding} and {@link #waiting} is used by the one thread that exports. <b>Progress:</b> {@link #end}
 * wakes that thread at once.
 */
final class BackPressure {

    private static final long FIRST_PAUSE = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(5).toNanos();
    private static final long LOOK = Duration.ofMillis(500).toNanos();

    private final SpoolSettings limits;
    private final Backlog backlog;
    private final LongSupplier now;
    private final Runnable held;
    private final Consumer<Collection<?>> settled;
    private final boolean keeps;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();

    private int failing;
    private long position;
    private long measuredAt;
    private boolean measured;
    private long bytes;
    private volatile Waiting waiting;
    private volatile boolean ending;

    /**
     * What waits for the collector.
     *
     * @param since when the first of it happened, nanoseconds since the epoch
     * @param bytes how much of the repository it is
     */
    record Waiting(long since, long bytes) {}

    /**
     * Makes back-pressure.
     *
     * @param limits how much may wait
     * @param backlog what waits
     * @param now the time, nanoseconds since the epoch
     * @param held is called again and again while it waits
     * @param settled takes the spans and log records that need not be sent again; null where what is left at the end of the JVM is lost
     */
    BackPressure(
            SpoolSettings limits, Backlog backlog, LongSupplier now, Runnable held, Consumer<Collection<?>> settled) {
        this.limits = limits;
        this.backlog = backlog;
        this.now = now;
        this.held = held;
        this.settled = settled == null ? items -> {} : settled;
        this.keeps = settled != null;
    }

    /** The reader has come to a chunk that began then, nanoseconds since the epoch. */
    void reachChunk(long start) {
        backlog.reach(start);
        measured = false;
    }

    /** The reader has come to an event, nanoseconds since the epoch. */
    void reach(long time) {
        position = time;
    }

    /** Where the reader is, nanoseconds since the epoch. */
    long position() {
        return position;
    }

    /** One of those who send has begun to fail, or to succeed again. */
    void failing(boolean fails) {
        failing += fails ? 1 : -1;
        waiting = failing == 0 ? null : waiting;
    }

    /** Whether the collector of anyone who sends takes nothing. */
    boolean isFailing() {
        return failing > 0;
    }

    /** These need not be sent again: they have arrived, or are counted as dropped. */
    void settled(Collection<?> items) {
        settled.accept(items);
    }

    /** Whether what is left at the end of the JVM is kept. */
    boolean keeps() {
        return keeps;
    }

    /** What waits for the collector; null while it takes everything. For any thread. */
    Waiting waiting() {
        return waiting;
    }

    /**
     * Whether what the collector does not take must be given up.
     *
     * @param since when it happened, nanoseconds since the epoch
     */
    boolean isOver(long since) {
        return isTooMuch(since) || now.getAsLong() - since > limits.age().toNanos();
    }

    /**
     * Whether more waits than may.
     *
     * @param since when the first of it happened, nanoseconds since the epoch
     */
    boolean isTooMuch(long since) {
        long time = System.nanoTime();
        if (!measured || time - measuredAt >= LOOK) {
            measured = true;
            measuredAt = time;
            bytes = backlog.bytes();
            if (failing > 0) {
                waiting = new Waiting(since, bytes);
            }
        }
        return bytes > limits.size();
    }

    /**
     * Waits before something is sent again.
     *
     * @param attempt how often it was sent already
     * @param retryAfter how long the collector wants to be left alone
     * @param since when it happened, nanoseconds since the epoch
     * @return false if it is not to be sent again, since too much waits
     */
    boolean pause(int attempt, Duration retryAfter, long since) {
        long pause = Math.min(LONGEST_PAUSE, (long) (FIRST_PAUSE * Math.pow(1.5, Math.min(attempt - 1, 10))));
        // Jitter, so that many JVMs do not come back to a restarted collector at once.
        pause = retryAfter.toNanos() + pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        long until = System.nanoTime() + pause;
        lock.lock();
        try {
            while (!ending) {
                held.run();
                if (isOver(since)) {
                    return false;
                }
                long left = until - System.nanoTime();
                if (left <= 0) {
                    return true;
                }
                ended.await(Math.min(left, LOOK), TimeUnit.NANOSECONDS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The JVM ends: nobody waits from now on. */
    void end() {
        lock.lock();
        try {
            ending = true;
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isEnding() {
        return ending;
    }
}
