package dev.tracebridge.demo.stream;

import dev.tracebridge.annotations.Tracepoint;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The primitive values of a migration stream, read in order and counted. Every read says what it reads, so that an error
 * can name it.
 *
 * <p>For one thread at a time.
 */
public final class StreamInput implements Closeable {

    /** How far {@link #peekU8(int)} can look ahead; a subsection's header with the longest name fits. */
    public static final int MAX_PEEK = 512;

    private static final int BUFFER_SIZE = 256 * 1024;
    private static final int FIRST_ALLOCATION = 64 * 1024;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer;
    private long bufferEnd;

    private StreamInput(ReadableByteChannel channel) {
        this.channel = channel;
        this.buffer = ByteBuffer.allocateDirect(BUFFER_SIZE).limit(0);
    }

    /** Reads from a channel, which is closed with this input. The first byte has offset 0. */
    public static StreamInput of(ReadableByteChannel channel) {
        return new StreamInput(channel);
    }

    /** Reads from memory. */
    public static StreamInput of(byte[] bytes) {
        return new StreamInput(Channels.newChannel(new ByteArrayInputStream(bytes)));
    }

    /** Reads from memory that stands at {@code offset} of a stream. */
    public static StreamInput of(byte[] bytes, long offset) {
        StreamInput input = of(bytes);
        input.bufferEnd = offset;
        return input;
    }

    /** Bytes read so far, which is the offset of the next one. */
    public long position() {
        return bufferEnd - buffer.remaining();
    }

    /** Whether the stream ends here. Waits for the next byte or the end. */
    public boolean isAtEnd() throws IOException {
        return !buffered(1);
    }

    /** How many bytes can be read without waiting for the other side; there may be more. */
    public int available() {
        return buffer.remaining();
    }

    /** One unsigned byte. */
    public int u8(String what) throws IOException {
        require(1, what);
        return Byte.toUnsignedInt(buffer.get());
    }

    /** Two bytes, unsigned. */
    public int u16(String what) throws IOException {
        require(Short.BYTES, what);
        return Short.toUnsignedInt(buffer.getShort());
    }

    /** Four bytes, unsigned. */
    public long u32(String what) throws IOException {
        require(Integer.BYTES, what);
        return Integer.toUnsignedLong(buffer.getInt());
    }

    /** Four bytes as Java's signed {@code int}; also for identifiers, whose sign means nothing. */
    public int i32(String what) throws IOException {
        require(Integer.BYTES, what);
        return buffer.getInt();
    }

    /** Eight bytes as Java's {@code long}, signed or not. */
    public long u64(String what) throws IOException {
        require(Long.BYTES, what);
        return buffer.getLong();
    }

    /** Fills the rest of {@code target}, straight from the channel when that saves a copy. */
    public void bytes(ByteBuffer target, String what) throws IOException {
        long start = position();
        int wanted = target.remaining();
        while (target.hasRemaining()) {
            if (buffer.hasRemaining()) {
                int count = Math.min(buffer.remaining(), target.remaining());
                target.put(target.position(), buffer, buffer.position(), count);
                target.position(target.position() + count);
                buffer.position(buffer.position() + count);
            } else if (target.remaining() >= BUFFER_SIZE) {
                int count = channel.read(target);
                if (count < 0) {
                    throw truncated(start, wanted, what);
                }
                bufferEnd += count;
            } else if (!buffered(1)) {
                throw truncated(start, wanted, what);
            }
        }
    }

    /**
     * Copies {@code length} bytes to {@code index} of {@code target}, whose position and limit do not move.
     */
    public void bytes(ByteBuffer target, int index, int length, String what) throws IOException {
        if (buffer.remaining() >= length) {
            target.put(index, buffer, buffer.position(), length);
            buffer.position(buffer.position() + length);
        } else {
            bytes(target.slice(index, length), what);
        }
    }

    /**
     * Reads {@code length} bytes. Memory grows with what arrives, not with what {@code length} promises; the caller
     * bounds {@code length} all the same.
     */
    public byte[] bytes(int length, String what) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_ALLOCATION)];
        int filled = 0;
        while (true) {
            bytes(ByteBuffer.wrap(bytes, filled, bytes.length - filled), what);
            if (bytes.length == length) {
                return bytes;
            }
            filled = bytes.length;
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
        }
    }

    /** Drops {@code length} bytes. */
    public void skip(long length, String what) throws IOException {
        long start = position();
        long left = length;
        while (left > 0) {
            if (!buffered(1)) {
                throw truncated(start, length, what);
            }
            int count = (int) Math.min(left, buffer.remaining());
            buffer.position(buffer.position() + count);
            left -= count;
        }
    }

    /**
     * A name: one byte of length, then so many bytes of UTF-8 without control characters, so that what a peer sends can
     * be shown on a terminal.
     */
    public String name(String what) throws IOException {
        int length = u8("length of " + what);
        return text(length, what);
    }

    /** {@code length} bytes of UTF-8 without control characters. */
    public String text(int length, String what) throws IOException {
        long start = position();
        return printable(start, bytes(length, what), what);
    }

    private static String printable(long start, byte[] bytes, String what) throws StreamFormatException {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StreamFormatException(start, what + " in UTF-8", "other bytes");
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw new StreamFormatException(
                        start,
                        what + " of printable characters",
                        String.format("character 0x%02x", (int) text.charAt(i)));
            }
        }
        return text;
    }

    /**
     * The byte {@code ahead} bytes after the next one, without reading it; -1 where the stream ends before it. Waits for
     * the byte or the end.
     *
     * @param ahead 0 to {@link #MAX_PEEK} - 1
     */
    public int peekU8(int ahead) throws IOException {
        return buffered(ahead + 1) ? Byte.toUnsignedInt(buffer.get(buffer.position() + ahead)) : -1;
    }

    /**
     * The {@code length} bytes that follow {@code ahead} unread ones, as a name and without reading them; null where the
     * stream ends before they do or where they are no name.
     */
    public String peekText(int ahead, int length) throws IOException {
        if (!buffered(ahead + length)) {
            return null;
        }
        byte[] bytes = new byte[length];
        buffer.get(buffer.position() + ahead, bytes);
        try {
            return printable(position() + ahead, bytes, "a name");
        } catch (StreamFormatException e) {
            return null;
        }
    }

    @Override
    @Tracepoint("qemu_file_fclose")
    public void close() throws IOException {
        channel.close();
    }

    private void require(int count, String what) throws IOException {
        if (!buffered(count)) {
            throw truncated(position(), count, what);
        }
    }

    private boolean buffered(int count) throws IOException {
        if (buffer.remaining() >= count) {
            return true;
        }
        if (count > MAX_PEEK) {
            throw new IllegalArgumentException("cannot look " + count + " bytes ahead");
        }
        buffer.compact();
        boolean more = true;
        try {
            while (buffer.position() < count && more) {
                int read = channel.read(buffer);
                more = read >= 0;
                bufferEnd += Math.max(read, 0);
            }
        } finally {
            buffer.flip(); // who gives up on a peer that stalls still knows how far it has come
        }
        return buffer.remaining() >= count;
    }

    private StreamFormatException truncated(long start, long wanted, String what) {
        long got = bufferEnd - start;
        String found = got == 0 ? "the end of the stream" : "the end of the stream after " + got;
        return StreamFormatException.cutOff(start, wanted + (wanted == 1 ? " byte of " : " bytes of ") + what, found);
    }
}
