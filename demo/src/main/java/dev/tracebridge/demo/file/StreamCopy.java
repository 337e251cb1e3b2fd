package dev.tracebridge.demo.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A channel that keeps what is read through it until somebody who understands it says what is to be written to a copy and
 * what is not. For one thread at a time.
 */
public final class StreamCopy implements ReadableByteChannel {

    private static final int FIRST_SIZE = 512 * 1024;
    private static final int PIECE = 64 * 1024;

    private final ReadableByteChannel from;
    private final WritableByteChannel to;
    private byte[] pending = new byte[FIRST_SIZE];
    private int head;
    private int tail;
    private long settled;

    private StreamCopy(ReadableByteChannel from, WritableByteChannel to) {
        this.from = from;
        this.to = to;
    }

    /** Reads {@code from}, which is closed with this, and copies to the blocking channel {@code to}, which is not. */
    public static StreamCopy of(ReadableByteChannel from, WritableByteChannel to) {
        return new StreamCopy(from, to);
    }

    /** Up to where it has been decided what becomes of the bytes read. */
    public long settled() {
        return settled;
    }

    /** Writes everything undecided before {@code offset} to the copy. */
    public void keepTo(long offset) throws IOException {
        int count = undecided(offset);
        ByteBuffer bytes = ByteBuffer.wrap(pending, head, count);
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
        settle(count);
    }

    /** As {@link #keepTo}, as soon as it is worth a write. */
    public void keepSomeTo(long offset) throws IOException {
        if (offset - settled >= PIECE) {
            keepTo(offset);
        }
    }

    /** Leaves everything undecided before {@code offset} out of the copy. */
    public void dropTo(long offset) {
        settle(undecided(offset));
    }

    /** Writes what was not read to the copy, behind everything that has been decided. */
    public void insert(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private int undecided(long offset) {
        long count = offset - settled;
        if (count < 0 || count > tail - head) {
            throw new IllegalArgumentException(
                    "offset " + offset + " of " + settled + " to " + (settled + tail - head));
        }
        return (int) count;
    }

    private void settle(int count) {
        head += count;
        settled += count;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int count = from.read(target);
        if (count > 0) {
            makeRoom(count);
            target.get(start, pending, tail, count);
            tail += count;
        }
        return count;
    }

    private void makeRoom(int count) {
        if (pending.length - tail >= count) {
            return;
        }
        byte[] room = pending.length - (tail - head) >= count
                ? pending
                : new byte[Math.max(2 * pending.length, Math.addExact(tail - head, count))];
        System.arraycopy(pending, head, room, 0, tail - head);
        pending = room;
        tail -= head;
        head = 0;
    }

    @Override
    public boolean isOpen() {
        return from.isOpen();
    }

    @Override
    public void close() throws IOException {
        from.close();
    }
}
