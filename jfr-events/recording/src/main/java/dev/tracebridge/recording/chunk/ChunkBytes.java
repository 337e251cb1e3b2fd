package dev.tracebridge.recording.chunk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes in the encoding of Flight Recorder: whole numbers in seven bits a byte, the ninth byte whole. */
final class ChunkBytes {

    private byte[] bytes;
    private int size;

    ChunkBytes(int capacity) {
        bytes = new byte[capacity];
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    /** Makes room, so that what follows need not look. */
    void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void raw(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    void raw(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    void raw(ChunkBytes other) {
        raw(other.bytes, 0, other.size);
    }

    /** Eight bytes, the highest first. */
    void fixed(long value) {
        ensure(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void fixedInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            raw(value >>> shift);
        }
    }

    void fixedAt(int position, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[position + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    /** Step by step, as {@code jdk.jfr.internal.EventWriter} does it: a loop takes half as long again. */
    void number(long value) {
        ensure(9);
        byte[] to = bytes;
        int at = size;
        long rest = value;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
        if ((rest & ~0x7fL) == 0) {
            to[at++] = (byte) rest;
            size = at;
            return;
        }
        to[at++] = (byte) (rest | 0x80);
        to[at++] = (byte) (rest >>> 7);
        size = at;
    }

    /** A text of its own, in UTF-8. */
    void text(String text) {
        if (text == null) {
            raw(TextEncoding.NULL);
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            text(utf8, 0, utf8.length);
        }
    }

    void text(byte[] utf8, int offset, int length) {
        if (length == 0) {
            raw(TextEncoding.EMPTY);
        } else {
            raw(TextEncoding.UTF_8);
            number(length);
            raw(utf8, offset, length);
        }
    }

    /** Room for the size of what follows; {@link #endSized} fills it. */
    int beginSized() {
        raw(0);
        return size - 1;
    }

    /** Writes how many bytes there are since the position, those of the size included. */
    void endSized(int position) {
        int length = size - position;
        if (length < 0x80) {
            bytes[position] = (byte) length;
            return;
        }
        // Four bytes, as the JDK writes it, hold any size there is.
        ensure(3);
        System.arraycopy(bytes, position + 1, bytes, position + 4, length - 1);
        size += 3;
        length += 3;
        bytes[position] = (byte) (length | 0x80);
        bytes[position + 1] = (byte) (length >>> 7 | 0x80);
        bytes[position + 2] = (byte) (length >>> 14 | 0x80);
        bytes[position + 3] = (byte) (length >>> 21);
    }

    /** How a text begins. */
    static final class TextEncoding {

        static final int NULL = 0;
        static final int EMPTY = 1;
        static final int CONSTANT = 2;
        static final int UTF_8 = 3;

        private TextEncoding() {}
    }
}
