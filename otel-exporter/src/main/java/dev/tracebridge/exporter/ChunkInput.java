package dev.tracebridge.exporter;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a recording, chunk by chunk and event by event. Whole numbers are variable in length, seven bits a byte and the lowest first, but nine bytes at most.
 *
 * <p>Not for several threads. What is read after {@link #next} lies within the event, or is refused.
 */
final class ChunkInput {

    private static final int WINDOW = 1 << 20;
    private static final int EVENT_LIMIT = 256 << 20;
    private static final int LONGEST_NUMBER = 9;

    private static final int NULL = 0;
    private static final int EMPTY = 1;
    private static final int CONSTANT = 2;
    private static final int UTF_8 = 3;
    private static final int CHARS = 4;
    private static final int LATIN_1 = 5;

    private final FileChannel file;
    private long chunkEnd;
    private byte[] bytes = new byte[WINDOW];
    private int position;
    private int limit;
    /** Of the first byte in the file. */
    private long offset;

    private int eventStart;
    private int eventEnd;

    ChunkInput(FileChannel file) {
        this.file = file;
    }

    /**
     * Turns to a chunk.
     *
     * @param end where in the file to stop
     */
    void enter(long end) {
        chunkEnd = end;
        offset = 0;
        position = 0;
        limit = 0;
    }

    /** Goes to where an event begins. */
    void seek(long place) {
        if (place >= offset && place <= offset + limit) {
            position = (int) (place - offset);
        } else {
            offset = place;
            position = 0;
            limit = 0;
        }
        eventStart = position;
        eventEnd = position;
    }

    /**
     * Goes on to the next event, which then can be read from its type on.
     *
     * @return false at the end
     */
    boolean next() throws IOException {
        position = eventEnd;
        long left = chunkEnd - offset - position;
        if (left <= 0) {
            return false;
        }
        fill((int) Math.min(left, LONGEST_NUMBER));
        eventStart = position;
        eventEnd = limit;
        long size = readLong();
        if (size <= position - eventStart || size > Math.min(left, EVENT_LIMIT)) {
            throw new IOException("an event of " + size + " bytes at " + (offset + eventStart) + ", where " + left
                    + " bytes are left");
        }
        int read = position - eventStart;
        position = eventStart;
        fill((int) size);
        eventStart = position;
        eventEnd = position + (int) size;
        position += read;
        return true;
    }

    /** Has bytes at hand, from the position on. */
    private void fill(int count) throws IOException {
        if (limit - position >= count) {
            return;
        }
        byte[] target = count > bytes.length ? new byte[count] : bytes;
        System.arraycopy(bytes, position, target, 0, limit - position);
        bytes = target;
        limit -= position;
        offset += position;
        position = 0;
        ByteBuffer buffer = ByteBuffer.wrap(bytes, limit, (int) Math.min(bytes.length, chunkEnd - offset) - limit);
        while (limit < count) {
            int read = file.read(buffer, offset + limit);
            if (read < 0) {
                throw new EOFException("the file ends at " + (offset + limit) + ", in the middle of a chunk");
            }
            limit += read;
        }
    }

    /** Where the event begins in the file. */
    long eventPlace() {
        return offset + eventStart;
    }

    int left() {
        return eventEnd - position;
    }

    private IOException tooShort() {
        return new IOException("an event at " + eventPlace() + " of " + (eventEnd - eventStart)
                + " bytes, which is too short for its type");
    }

    byte readByte() throws IOException {
        if (position >= eventEnd) {
            throw tooShort();
        }
        return bytes[position++];
    }

    long readLong() throws IOException {
        if (eventEnd - position < LONGEST_NUMBER) {
            return readLongSlowly();
        }
        byte[] from = bytes;
        int at = position;
        long value = from[at++];
        if (value < 0) {
            value &= 0x7f;
            int shift = 7;
            long next;
            while ((next = from[at++]) < 0 && shift < 49) {
                value |= (next & 0x7f) << shift;
                shift += 7;
            }
            if (next >= 0) {
                value |= next << shift;
            } else {
                value |= (next & 0x7f) << shift;
                value |= (from[at++] & 0xffL) << 56;
            }
        }
        position = at;
        return value;
    }

    private long readLongSlowly() throws IOException {
        long value = 0;
        for (int i = 0; i < LONGEST_NUMBER - 1; i++) {
            byte next = readByte();
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        return value | (readByte() & 0xffL) << 56;
    }

    /** Reads a number of elements, each at least a byte. */
    int readCount() throws IOException {
        long count = readLong();
        if (count < 0 || count > left()) {
            throw new IOException(
                    count + " elements in an event at " + eventPlace() + " with " + left() + " bytes left");
        }
        return (int) count;
    }

    /** Reads four or eight bytes, the highest first. */
    long readBytes(int count) throws IOException {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << Byte.SIZE | readByte() & 0xff;
        }
        return value;
    }

    /** Reads a text, null, or the {@link Long} id of one among the constants. */
    Object readText() throws IOException {
        int encoding = readByte();
        switch (encoding) {
            case NULL:
                return null;
            case EMPTY:
                return "";
            case CONSTANT:
                return readLong();
            case CHARS:
                char[] chars = new char[readCount()];
                for (int i = 0; i < chars.length; i++) {
                    chars[i] = (char) readLong();
                }
                return new String(chars);
            case UTF_8, LATIN_1:
                int length = readCount();
                position += length;
                return new String(
                        bytes,
                        position - length,
                        length,
                        encoding == UTF_8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
            default:
                throw new IOException(
                        "an unknown encoding of a text, " + encoding + ", in an event at " + eventPlace());
        }
    }
}
