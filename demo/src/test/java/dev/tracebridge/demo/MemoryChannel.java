package dev.tracebridge.demo;

import dev.tracebridge.demo.engine.MigrationChannel;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection whose other side has said all it will say, and does not listen. */
final class MemoryChannel implements MigrationChannel {

    private final ByteBuffer bytes;
    private volatile boolean closed;

    MemoryChannel(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    @Override
    public synchronized int read(ByteBuffer target) {
        if (closed || !bytes.hasRemaining()) {
            return -1;
        }
        int count = Math.min(target.remaining(), bytes.remaining());
        target.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        source.position(source.limit());
        return count;
    }

    @Override
    public String type() {
        return "qio-channel-buffer";
    }

    @Override
    public String peer() {
        return null;
    }

    @Override
    public boolean hasReturnPath() {
        return true;
    }

    @Override
    public void readTimeout(Duration timeout) {
        // it answers at once
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
