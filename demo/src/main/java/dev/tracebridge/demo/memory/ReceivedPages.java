package dev.tracebridge.demo.memory;

import java.util.BitSet;
import java.util.concurrent.TimeUnit;

/**
 * Which pages of a block have arrived, and, once the guest runs ahead of its memory, who waits for those that have not.
 *
 * <p><b>Assumptions.</b> A page's bytes are written by {@link #place} or, while the guest stands still, before
 * {@link #note}. <b>Guarantees.</b> A page is placed once: what comes again is thrown away, for the guest may have
 * written to it since. A guest that was let through by {@link #await} sees all of the page. <b>Progress.</b>
 * {@code await} waits until the page is placed or {@link #abandon} is called.
 */
public final class ReceivedPages {

    private final BitSet received;
    private final int pages;
    private volatile boolean abandoned;

    /** What hears of pages the guest has to wait for. */
    @FunctionalInterface
    public interface FaultListener {

        /** The guest waits for a page. Called by the guest's thread. */
        void fault(RamBlock block, int page);
    }

    ReceivedPages(int pages) {
        this.pages = pages;
        this.received = new BitSet(pages);
    }

    /** Notes that a page has arrived. */
    public synchronized void note(int page) {
        received.set(page);
    }

    /** Notes that pages are worth nothing any more. */
    public synchronized void forget(int from, int to) {
        received.clear(from, to);
    }

    /** Whether a page has arrived. */
    public synchronized boolean has(int page) {
        return received.get(page);
    }

    /** Whether all pages have arrived. */
    public synchronized boolean isComplete() {
        return received.cardinality() == pages;
    }

    /** How many pages have not arrived. */
    public synchronized int missing() {
        return pages - received.cardinality();
    }

    /** The pages that have arrived. */
    public synchronized BitSet pages() {
        return (BitSet) received.clone();
    }

    /**
     * Puts a page in its place, unless it is there already, and lets who waits for it go on.
     *
     * @return whether it was missing
     */
    public synchronized boolean place(int page, Runnable write) {
        if (received.get(page)) {
            return false;
        }
        write.run();
        received.set(page);
        notifyAll();
        return true;
    }

    /**
     * Waits until all pages have arrived, for at most so long.
     *
     * @return whether they have
     */
    public synchronized boolean awaitComplete(long milliseconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
        long left = milliseconds;
        while (!isComplete() && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        }
        return isComplete();
    }

    /** No more pages will come: whoever waits fails. */
    public synchronized void abandon() {
        abandoned = true;
        notifyAll();
    }

    /**
     * Waits for a page.
     *
     * @throws MissingPageException if it will not come any more
     */
    void await(RamBlock block, int page, FaultListener listener) {
        if (has(page)) {
            return;
        }
        listener.fault(block, page);
        boolean interrupted = false;
        synchronized (this) {
            while (!received.get(page) && !abandoned) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!has(page)) {
            throw new MissingPageException(block.name(), page);
        }
    }
}
