package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Tracepoint;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Slows the guest down when it dirties memory faster than half of what is sent, for the second time: by 20 % first and
 * by 10 % more each time it is too fast again, up to 99 %. QEMU's defaults and QEMU's arithmetic. For one thread.
 */
final class AutoConverge {

    private static final int TRIGGER_PERCENT = 50;
    private static final int INITIAL_PERCENT = 20;
    private static final int INCREMENT_PERCENT = 10;
    private static final int MOST_PERCENT = 99;
    private static final int TIMES = 2;

    private final LongSupplier sent;
    private final IntConsumer throttle;
    private long sentBefore;
    private int tooFast;
    private int percent;
    private int highest;

    /**
     * Watches a guest.
     *
     * @param sent bytes sent so far
     * @param throttle takes the percentage of its time the guest is not to run
     */
    AutoConverge(LongSupplier sent, IntConsumer throttle) {
        this.sent = sent;
        this.throttle = throttle;
    }

    /** A period of a second or more is over, in which the guest dirtied so many bytes. */
    void periodEnded(long dirtied) {
        long now = sent.getAsLong();
        long threshold = (now - sentBefore) * TRIGGER_PERCENT / 100;
        sentBefore = now;
        if (dirtied > threshold && ++tooFast >= TIMES) {
            tooFast = 0;
            slowDown();
        }
    }

    /** Lets the guest run at its own speed again. */
    void end() {
        percent = 0;
        throttle.accept(0);
    }

    /** The percentage of its time that was taken from the guest at most. */
    int highestPercent() {
        return highest;
    }

    @Tracepoint("migration_throttle")
    private void slowDown() {
        percent = percent == 0 ? INITIAL_PERCENT : Math.min(MOST_PERCENT, percent + INCREMENT_PERCENT);
        highest = Math.max(highest, percent);
        throttle.accept(percent);
    }
}
