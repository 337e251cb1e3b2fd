package dev.tracebridge.recording.log;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers and bytes of a file of the {@code simple} backend, in the order of bytes of the host that wrote it. */
final class SimpleInput {

    /** {@code HEADER_EVENT_ID} and {@code HEADER_MAGIC} of QEMU's {@code trace/simple.c}. */
    private static final long HEADER_ID = 0xffff_ffff_ffff_ffffL;

    private static final long MAGIC = 0xf2b1_77cb_0aa4_29b4L;

    private final String name;
    private final InputStream in;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long offset;

    SimpleInput(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /** Reads the header and learns the order of bytes; answers the file's version. */
    long version() throws IOException {
        long id = readLong();
        long magic = readLong();
        if (magic == Long.reverseBytes(MAGIC)) {
            word.order(ByteOrder.BIG_ENDIAN);
            magic = MAGIC;
        }
        if (id != HEADER_ID || magic != MAGIC) {
            throw wrong("expected the header of a simple trace, found other bytes");
        }
        return readLong();
    }

    /** Whether the file is at its end. */
    boolean atEnd() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next < 0;
    }

    ByteOrder order() {
        return word.order();
    }

    long readLong() throws IOException {
        read(word.array(), Long.BYTES);
        return word.getLong(0);
    }

    int readInt() throws IOException {
        read(word.array(), Integer.BYTES);
        return word.getInt(0);
    }

    byte[] readBytes(long length, int most, String what) throws IOException {
        if (length < 0 || length > most) {
            throw wrong("expected " + what + " of at most " + most + " bytes, found one of " + length);
        }
        byte[] bytes = new byte[(int) length];
        read(bytes, bytes.length);
        return bytes;
    }

    private void read(byte[] into, int length) throws IOException {
        int read = in.readNBytes(into, 0, length);
        if (read < length) {
            throw new LogImportException(
                    name + ": expected " + length + " bytes at offset " + offset + ", found the end of the file",
                    new EOFException());
        }
        offset += length;
    }

    /** What is wrong at this place. */
    LogImportException wrong(String what) {
        return new LogImportException(name + ": offset " + offset + ": " + what);
    }
}
