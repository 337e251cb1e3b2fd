package dev.tracebridge.exporter;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells of a failure that may repeat: the first time at once, then at most once in a while, with the number of times in between, and once when it is
 * over. What comes and goes is told no more often than every few seconds. Not for several threads.
 */
final class Warnings {

    private static final long INTERVAL = Duration.ofMinutes(1).toNanos();
    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final String subject;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private boolean failing;
    private boolean told;
    private boolean everTold;
    private long lastTold;
    private long lost;

    Warnings(Consumer<String> log, LongSupplier nanoTime) {
        this("export", log, nanoTime);
    }

    /**
     * Makes warnings.
     *
     * @param subject what fails: {@code export of logs}
     */
    Warnings(String subject, Consumer<String> log, LongSupplier nanoTime) {
        this.subject = subject;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    void failed(long events, String cause) {
        lost += events;
        failing = true;
        long now = nanoTime.getAsLong();
        if (!everTold || now - lastTold >= (told ? INTERVAL : PAUSE)) {
            everTold = true;
            told = true;
            lastTold = now;
            log.accept(subject + " failed" + (lost == 0 ? "" : ", " + lost + " events lost so far") + ": " + cause);
        }
    }

    boolean failing() {
        return failing;
    }

    void succeeded() {
        failing = false;
        if (told) {
            told = false;
            log.accept(subject + " works again" + (lost == 0 ? "" : ", " + lost + " events were lost"));
        }
    }
}
