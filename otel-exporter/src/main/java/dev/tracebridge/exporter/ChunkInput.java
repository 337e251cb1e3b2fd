package dev.tracebridge.exporter;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a recording, chunk by chunk and event by event. Whole numbers are variable in length, seven bits a byte and the lowest first, but nine bytes at most.
 *
 * <p>Not for several threads. What is read after {@link #next} lies within the event, or is refused.
 */
final class ChunkInput {

    private static final int WINDOW = 1 << 16;
    private static final int EVENT_LIMIT = 256 << 20;
    private static final int LONGEST_NUMBER = 9;

    private static final int NULL = 0;
    private static final int EMPTY = 1;
    private static final int CONSTANT = 2;
    private static final int UTF_8 = 3;
    private static final int CHARS = 4;
    private static final int LATIN_1 = 5;

    private static final int SHORT_TEXT = 64;
    private static final int SHORT_TEXTS = 1024;

    private FileChannel file;
    private long chunkEnd;
    private byte[] bytes = new byte[WINDOW];
    private int position;
    private int limit;
    /** Of the first byte in the file. */
    private long offset;
    /** Where in the file bytes begin that are to stay at hand. */
    private long kept = Long.MAX_VALUE;

    private int eventStart;
    private int eventEnd;

    /** Texts that stand in events, so that one that comes again and again is one object. */
    private final String[] shortTexts = new String[SHORT_TEXTS];

    private char[] chars = new char[SHORT_TEXT];

    /**
     * Turns to a chunk, or to what has been added to it.
     *
     * @param end where in the file to stop
     */
    void enter(FileChannel chunks, long end) {
        file = chunks;
        chunkEnd = end;
        kept = Long.MAX_VALUE;
        offset = 0;
        position = 0;
        limit = 0;
    }

    /** Keeps everything from a place on, which is at hand now, until this is called again; {@link Long#MAX_VALUE} for nothing. */
    void keepFrom(long place) {
        kept = place;
    }

    /** How much is kept. */
    long kept() {
        return Math.max(0, offset + position - kept);
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
        int from = (int) Math.max(0, Math.min(position, kept - offset));
        int needed = Math.addExact(position - from, count);
        // Where much is kept, moving it again and again would take longest.
        int room = position > from ? 2 * needed : needed;
        byte[] target = room > bytes.length ? new byte[Math.max(needed, 2 * bytes.length)] : bytes;
        System.arraycopy(bytes, from, target, 0, limit - from);
        bytes = target;
        limit -= from;
        offset += from;
        position -= from;
        ByteBuffer buffer = ByteBuffer.wrap(bytes, limit, (int) Math.min(bytes.length, chunkEnd - offset) - limit);
        while (limit - position < count) {
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

    /** Where the next event begins in the file. */
    long nextPlace() {
        return offset + eventEnd;
    }

    /** What is left of the event. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, position, eventEnd);
    }

    /** Whether what is left of the event is just this. */
    boolean isRest(byte[] known) {
        return Arrays.equals(bytes, position, eventEnd, known, 0, known.length);
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

    /** Passes over bytes. */
    void skip(int count) throws IOException {
        if (count > left()) {
            throw tooShort();
        }
        position += count;
    }

    /** Reads a text, null, or the {@link Long} id of one among the constants. */
    Object readText() throws IOException {
        int encoding = readByte();
        return encoding == CONSTANT ? (Object) readLong() : text(encoding);
    }

    /**
     * Reads a text.
     *
     * @param constants those that are told by their id
     * @return null for none
     */
    String readText(LongTable<String> constants) throws IOException {
        int encoding = readByte();
        return encoding == CONSTANT ? constants.get(readLong()) : text(encoding);
    }

    private String text(int encoding) throws IOException {
        return switch (encoding) {
            case NULL -> null;
            case EMPTY -> "";
            case CHARS -> readChars();
            case UTF_8 -> readString(StandardCharsets.UTF_8);
            case LATIN_1 -> readString(StandardCharsets.ISO_8859_1);
            default ->
                throw new IOException(
                        "an unknown encoding of a text, " + encoding + ", in an event at " + eventPlace());
        };
    }

    private String readChars() throws IOException {
        int length = readCount();
        if (length > chars.length) {
            chars = new char[length];
        }
        int hash = length;
        for (int i = 0; i < length; i++) {
            char next = (char) readLong();
            chars[i] = next;
            hash = 31 * hash + next;
        }
        if (length > SHORT_TEXT) {
            return new String(chars, 0, length);
        }
        int place = (hash ^ hash >>> 16) & SHORT_TEXTS - 1;
        String known = shortTexts[place];
        if (known == null || !isInChars(known, length)) {
            known = new String(chars, 0, length);
            shortTexts[place] = known;
        }
        return known;
    }

    private boolean isInChars(String text, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != chars[i]) {
                return false;
            }
        }
        return true;
    }

    private String readString(Charset charset) throws IOException {
        int length = readCount();
        position += length;
        return new String(bytes, position - length, length, charset);
    }

    /** Passes over a text. */
    void skipText() throws IOException {
        int encoding = readByte();
        switch (encoding) {
            case NULL, EMPTY -> {}
            case CONSTANT -> readLong();
            case CHARS -> {
                for (int i = readCount(); i > 0; i--) {
                    readLong();
                }
            }
            case UTF_8, LATIN_1 -> skip(readCount());
            default -> text(encoding);
        }
    }
}
