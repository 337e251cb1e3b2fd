package dev.tracebridge.demo.source;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The pages the guest waits for on the destination. The return path adds them, the migration's thread takes them; neither
 * waits for the other.
 */
final class PageRequests {

    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private Request upNext;
    private volatile long count;

    /** A page of a block, both by their number. */
    record Request(int block, int page) {}

    /** Adds pages of a block. Only the return path's thread may call this. */
    void add(int block, int firstPage, int pages) {
        for (int page = firstPage; page < firstPage + pages; page++) {
            queue.add(new Request(block, page));
            count++;
        }
    }

    /** The next page; null if none is waited for. */
    Request poll() {
        Request next = upNext == null ? queue.poll() : upNext;
        upNext = null;
        return next;
    }

    /** Waits for a page for at most so long; whether there is one. */
    boolean await(long milliseconds) throws InterruptedException {
        if (upNext == null) {
            upNext = queue.poll(milliseconds, TimeUnit.MILLISECONDS);
        }
        return upNext != null;
    }

    /** Forgets all of them. */
    void clear() {
        upNext = null;
        queue.clear();
    }

    /** Pages asked for so far. */
    long count() {
        return count;
    }
}
