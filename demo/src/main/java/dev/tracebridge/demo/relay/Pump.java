package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.SocketTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.LongAdder;

/** Passes bytes on in one direction of a connection, and only then shows them to a decoder. */
final class Pump implements Runnable {

    private static final int BUFFER_SIZE = 256 * 1024;

    private final MigrationChannel from;
    private final MigrationChannel to;
    private final Feed feed;
    private final Captures.Copy copy;
    private final LongAdder total;
    private volatile long passed;
    private volatile IOException failure;

    /**
     * A pump that has not begun.
     *
     * @param total grows by what is passed on
     */
    Pump(MigrationChannel from, MigrationChannel to, Feed feed, Captures.Copy copy, LongAdder total) {
        this.from = from;
        this.to = to;
        this.feed = feed;
        this.copy = copy;
        this.total = total;
    }

    /** Bytes passed on so far. */
    long passed() {
        return passed;
    }

    /** What broke the connection; null where it was closed in order. */
    IOException failure() {
        return failure;
    }

    /** Runs until the sender has no more; if anything breaks, both sides are to see it. */
    @Override
    public void run() {
        try {
            pump();
            if (to instanceof SocketTransport socket) {
                socket.shutdownOutput();
            }
        } catch (IOException e) {
            failure = e;
            close(from);
            close(to);
        } finally {
            feed.end();
            copy.close();
        }
    }

    private void pump() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
        while (from.read(buffer) >= 0) {
            buffer.flip();
            int count = buffer.remaining();
            while (buffer.hasRemaining()) {
                to.write(buffer);
            }
            passed += count;
            total.add(count);
            buffer.rewind();
            feed.offer(buffer);
            copy.add(buffer);
            buffer.clear();
        }
    }

    private static void close(MigrationChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }
}
