package dev.tracebridge.exporter;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The header of one chunk of a recording, as HotSpot's {@code jfrChunkWriter.cpp} writes it: 68 bytes, big-endian.
 *
 * @param position where the chunk begins in its file
 * @param size its length in bytes; of an unfinished chunk, until the last flush
 * @param constants where its last constants are, from its begin
 * @param metadata where its metadata is, from its begin
 * @param startNanos when it began, nanoseconds since the epoch
 * @param durationNanos how long it took; of an unfinished chunk, until the last flush
 * @param startTicks when it began, by the clock of its events
 * @param ticksPerSecond how fast that clock is
 * @param state {@link #FINISHED}; else how often it was flushed, or 255 in the middle of that
 * @param flags bit 0 for whole numbers of variable length
 */
record ChunkHeader(
        long position,
        long size,
        long constants,
        long metadata,
        long startNanos,
        long durationNanos,
        long startTicks,
        long ticksPerSecond,
        int state,
        int flags) {

    static final int LENGTH = 68;
    static final int STATE_OFFSET = 64;
    static final byte FINISHED = 0;

    private static final int UPDATING = 255;

    static final int SIZE_OFFSET = 8;
    private static final int CONSTANTS_OFFSET = 16;
    private static final int METADATA_OFFSET = 24;
    private static final int START_OFFSET = 32;
    private static final int DURATION_OFFSET = 40;

    private static final int START_TICKS_OFFSET = 48;
    private static final int TICKS_PER_SECOND_OFFSET = 56;
    private static final int FLAGS_OFFSET = 67;

    private static final byte[] MAGIC = {'F', 'L', 'R', 0};
    private static final int KNOWN_MAJOR_VERSION = 2;

    /**
     * Reads the header of the chunk that begins at a place of a file.
     *
     * @throws IOException where there is none, or none that makes sense; the message says what there is instead
     */
    static ChunkHeader read(FileChannel file, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        int count = 0;
        while (bytes.hasRemaining() && count >= 0) {
            count = file.read(bytes, position + bytes.position());
        }
        bytes.flip();
        byte[] start = new byte[Math.min(MAGIC.length, bytes.limit())];
        bytes.get(start);
        if (!Arrays.equals(start, MAGIC)) {
            throw new IOException("0x" + HexFormat.of().formatHex(start) + " at " + position
                    + ", where a chunk would begin with FLR");
        }
        if (bytes.limit() < LENGTH) {
            throw new EOFException("a chunk at " + position + " that is cut off: its header has " + LENGTH + " bytes, "
                    + bytes.limit() + " are there");
        }
        int major = bytes.getShort();
        if (major != KNOWN_MAJOR_VERSION) {
            throw new IOException(
                    "version " + major + " of the format at " + position + " instead of " + KNOWN_MAJOR_VERSION);
        }
        ChunkHeader header = new ChunkHeader(
                position,
                bytes.getLong(SIZE_OFFSET),
                bytes.getLong(CONSTANTS_OFFSET),
                bytes.getLong(METADATA_OFFSET),
                bytes.getLong(START_OFFSET),
                bytes.getLong(DURATION_OFFSET),
                bytes.getLong(START_TICKS_OFFSET),
                bytes.getLong(TICKS_PER_SECOND_OFFSET),
                bytes.get(STATE_OFFSET) & 0xff,
                bytes.get(FLAGS_OFFSET));
        header.check();
        return header;
    }

    /**
     * Reads the header of a chunk that is being written.
     *
     * @return what it tells of its last flush; null where there is none yet, or none at this moment
     */
    static ChunkHeader readFlushed(FileChannel file) {
        try {
            ChunkHeader header = read(file, 0);
            // Read again: it is not written at once.
            boolean whole = header.state != UPDATING && !header.neverFlushed() && header.isSameFlush(read(file, 0));
            return whole ? header : null;
        } catch (IOException notYet) {
            return null;
        }
    }

    private boolean isSameFlush(ChunkHeader other) {
        return state == other.state
                && size == other.size
                && constants == other.constants
                && metadata == other.metadata
                && startTicks == other.startTicks
                && durationNanos == other.durationNanos;
    }

    /** What has never been flushed has no constants, and no size or that of its header. */
    boolean neverFlushed() {
        return state != FINISHED && constants == 0 && (size == 0 || size == LENGTH);
    }

    private void check() throws IOException {
        boolean empty = neverFlushed();
        boolean sane = size >= LENGTH
                && constants >= LENGTH
                && constants < size
                && metadata >= LENGTH
                && metadata < size
                && size <= Long.MAX_VALUE - position;
        if (!empty && !sane) {
            throw new IOException("a chunk at " + position + " whose header makes no sense: size " + size
                    + ", constants at " + constants + ", metadata at " + metadata);
        }
    }

    boolean finished() {
        return state == FINISHED;
    }

    /** Where the next chunk begins, if this one is whole. */
    long end() {
        return position + size;
    }

    long endNanos() {
        return startNanos + durationNanos;
    }
}
