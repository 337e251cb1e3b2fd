package dev.tracebridge.demo.stream;

import dev.tracebridge.annotations.Tracepoint;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * The primitive values of a migration stream, written in order and counted. Bytes wait in a buffer until it is full or
 * {@link #flush()}.
 *
 * <p>For one thread at a time.
 */
public final class StreamOutput implements Closeable {

    /** The longest name, in bytes: its length travels in one byte. */
    public static final int MAX_NAME = 255;

    private static final int BUFFER_SIZE = 256 * 1024;

    private final WritableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
    private long flushed;

    private StreamOutput(WritableByteChannel channel) {
        this.channel = channel;
    }

    /** Writes to a blocking channel, which is closed with this output. The first byte has offset 0. */
    public static StreamOutput of(WritableByteChannel channel) {
        return new StreamOutput(channel);
    }

    /** Bytes written so far, waiting ones included. */
    public long position() {
        return flushed + buffer.position();
    }

    /** Writes the low 8 bits of {@code value}. */
    public void u8(int value) throws IOException {
        room(1);
        buffer.put((byte) value);
    }

    /** Writes the low 16 bits of {@code value}. */
    public void u16(int value) throws IOException {
        room(Short.BYTES);
        buffer.putShort((short) value);
    }

    /** Writes 32 bits. */
    public void u32(int value) throws IOException {
        room(Integer.BYTES);
        buffer.putInt(value);
    }

    /** Writes 64 bits. */
    public void u64(long value) throws IOException {
        room(Long.BYTES);
        buffer.putLong(value);
    }

    /** Writes all of {@code bytes}. */
    public void bytes(byte[] bytes) throws IOException {
        int written = 0;
        while (written < bytes.length) {
            room(1);
            int count = Math.min(buffer.remaining(), bytes.length - written);
            buffer.put(bytes, written, count);
            written += count;
        }
    }

    /**
     * Copies {@code length} bytes from {@code index} of {@code source}, whose position and limit do not move.
     *
     * @param length at most 64 KiB
     */
    public void bytes(ByteBuffer source, int index, int length) throws IOException {
        room(length);
        buffer.put(buffer.position(), source, index, length);
        buffer.position(buffer.position() + length);
    }

    /**
     * Writes a name: one byte of length, then UTF-8.
     *
     * @throws IllegalArgumentException if the name is longer than {@value #MAX_NAME} bytes
     */
    public void name(String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME) {
            throw new IllegalArgumentException("name of " + bytes.length + " bytes: " + name);
        }
        u8(bytes.length);
        bytes(bytes);
    }

    /** Hands everything written so far to the channel. */
    public void flush() throws IOException {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                flushed += channel.write(buffer);
            }
        } finally {
            buffer.compact();
        }
    }

    /** Closes the channel. Does not flush: what waits when a migration fails is of no use to anyone. */
    @Override
    @Tracepoint("qemu_file_fclose")
    public void close() throws IOException {
        channel.close();
    }

    private void room(int count) throws IOException {
        if (buffer.remaining() < count) {
            flush();
        }
    }
}
