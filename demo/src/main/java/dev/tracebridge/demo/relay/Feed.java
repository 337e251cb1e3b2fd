package dev.tracebridge.demo.relay;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Copies of bytes that have been passed on, on their way to a decoder.
 *
 * <p><b>Assumptions.</b> One thread offers, one reads. <b>Guarantees.</b> What is read is what was offered, without a gap:
 * from the first byte that finds no room on there is nothing more. <b>Progress.</b> Offering never waits.
 */
final class Feed implements ReadableByteChannel {

    private final int limit;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long skipped;
    private boolean overflowed;
    private boolean ended;
    private boolean open = true;

    /**
     * An empty feed.
     *
     * @param limit bytes that may wait
     */
    Feed(int limit) {
        this.limit = limit;
    }

    /** Takes a copy of these bytes, whose position does not move. */
    synchronized void offer(ByteBuffer bytes) {
        int count = bytes.remaining();
        if (!open || skipped > 0 || waitingBytes + count > limit) {
            overflowed |= open;
            skipped += count;
        } else {
            ByteBuffer copy = ByteBuffer.allocate(count);
            copy.put(bytes.duplicate()).flip();
            waiting.add(copy);
            waitingBytes += count;
        }
        notifyAll();
    }

    /** Nothing more will be offered. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Bytes that were offered and could not be taken: the decoder was too slow, or had given up. */
    synchronized long skipped() {
        return skipped;
    }

    /** Whether the decoder was too slow. */
    synchronized boolean overflowed() {
        return overflowed;
    }

    @Override
    public synchronized int read(ByteBuffer target) {
        boolean interrupted = false;
        while (waiting.isEmpty() && !ended && skipped == 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        ByteBuffer first = waiting.peek();
        if (first == null) {
            return -1;
        }
        int count = Math.min(first.remaining(), target.remaining());
        target.put(first.slice().limit(count));
        first.position(first.position() + count);
        waitingBytes -= count;
        if (!first.hasRemaining()) {
            waiting.remove();
        }
        return count;
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    /** The decoder has given up: what is offered from now on is only counted. */
    @Override
    public synchronized void close() {
        open = false;
        skipped += waitingBytes;
        waitingBytes = 0;
        waiting.clear();
    }
}
