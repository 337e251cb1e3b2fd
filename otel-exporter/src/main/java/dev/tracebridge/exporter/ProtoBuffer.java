package dev.tracebridge.exporter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Protocol Buffers' wire format, written from the end to the beginning: the length of a message is known when its place comes, so that nothing is
 * measured beforehand. What is to be read last is written first.
 *
 * <p>Tags are field numbers with wire types, as {@code field << 3 | type}. Not for several threads.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">Encoding</a>
 */
final class ProtoBuffer {

    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final int INITIAL_CAPACITY = 256;
    private static final int VARINT_LIMIT = 10;
    private static final int UNSIGNED_LIMIT = 20;
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[INITIAL_CAPACITY];
    private int start = bytes.length;

    /** How much was written: where a message ends that is begun now. */
    int size() {
        return bytes.length - start;
    }

    void clear() {
        start = bytes.length;
    }

    byte[] toBytes() {
        return Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private void makeRoom(int count) {
        if (start < count) {
            int size = size();
            int needed = Math.addExact(size, count);
            byte[] grown = new byte[Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8))];
            System.arraycopy(bytes, start, grown, grown.length - size, size);
            start = grown.length - size;
            bytes = grown;
        }
    }

    /** Writes bytes as they are. */
    void raw(byte[] content) {
        makeRoom(content.length);
        start -= content.length;
        System.arraycopy(content, 0, bytes, start, content.length);
    }

    void varint(long value) {
        makeRoom(VARINT_LIMIT);
        int length = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + BITS - 1) / BITS);
        start -= length;
        int at = start;
        long rest = value;
        while ((rest & -MORE) != 0) {
            bytes[at++] = (byte) (rest | MORE);
            rest >>>= BITS;
        }
        bytes[at] = (byte) rest;
    }

    void varint(int tag, long value) {
        varint(value);
        varint(tag);
    }

    void fixed64(int tag, long value) {
        makeRoom(Long.BYTES);
        start -= Long.BYTES;
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[start + i] = (byte) (value >>> (Byte.SIZE * i));
        }
        varint(tag);
    }

    void fixed32(int tag, int value) {
        makeRoom(Integer.BYTES);
        start -= Integer.BYTES;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[start + i] = (byte) (value >>> (Byte.SIZE * i));
        }
        varint(tag);
    }

    void bytes(int tag, byte[] content) {
        raw(content);
        varint(content.length);
        varint(tag);
    }

    void text(int tag, String text) {
        int length = text.length();
        makeRoom(length);
        for (int i = 0; i < length; i++) {
            char next = text.charAt(i);
            if (next >= MORE) {
                bytes(tag, text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            bytes[start - length + i] = (byte) next;
        }
        start -= length;
        varint(length);
        varint(tag);
    }

    /** Writes a number as text: {@code 0x1f}. */
    void hexadecimal(int tag, long value) {
        int end = size();
        makeRoom(2 + Long.SIZE / 4);
        long rest = value;
        do {
            bytes[--start] = DIGITS[(int) (rest & 0xf)];
            rest >>>= 4;
        } while (rest != 0);
        bytes[--start] = 'x';
        bytes[--start] = '0';
        message(tag, end);
    }

    /** Writes a number without sign as text. */
    void unsigned(int tag, long value) {
        int end = size();
        makeRoom(UNSIGNED_LIMIT);
        long rest = Long.divideUnsigned(value, 10);
        bytes[--start] = (byte) ('0' + (value - rest * 10));
        for (; rest != 0; rest /= 10) {
            bytes[--start] = (byte) ('0' + rest % 10);
        }
        message(tag, end);
    }

    /** Writes a span's id, or half of a trace's: its bytes begin with the highest. */
    void id(long value) {
        makeRoom(Long.BYTES);
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[--start] = (byte) (value >>> (Byte.SIZE * i));
        }
    }

    /**
     * Makes what was written since a message of it.
     *
     * @param end {@link #size} before it
     */
    void message(int tag, int end) {
        varint(size() - end);
        varint(tag);
    }
}
