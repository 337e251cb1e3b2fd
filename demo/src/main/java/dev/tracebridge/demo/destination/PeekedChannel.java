package dev.tracebridge.demo.destination;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** A channel whose first bytes have been looked at and are read all the same. For one thread at a time. */
final class PeekedChannel implements ReadableByteChannel {

    private final ReadableByteChannel channel;
    private final ByteBuffer head;

    private PeekedChannel(ReadableByteChannel channel, ByteBuffer head) {
        this.channel = channel;
        this.head = head;
    }

    /** Waits for so many bytes; there are fewer where the channel ends before. */
    static PeekedChannel of(ReadableByteChannel channel, int count) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(count);
        while (head.hasRemaining() && channel.read(head) >= 0) {
            // the next ones
        }
        return new PeekedChannel(channel, head.flip());
    }

    /** What comes first. */
    ByteBuffer head() {
        return head.slice();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!head.hasRemaining()) {
            return channel.read(target);
        }
        int count = Math.min(head.remaining(), target.remaining());
        target.put(head.slice().limit(count));
        head.position(head.position() + count);
        return count;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
