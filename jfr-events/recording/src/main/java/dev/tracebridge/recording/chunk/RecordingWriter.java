package dev.tracebridge.recording.chunk;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a Flight Recorder file of version 2.1 event by event, in chunks that each describe themselves, as {@code
 * jdk.jfr.internal.consumer.ChunkHeader} and the parsers around it read them.
 *
 * <p>An event is {@link #begin}, a call for each field in the type's order, and {@link #end}. Ticks are nanoseconds, so times are exact.
 *
 * <p><b>Assumptions:</b> one thread; the stream is the caller's to close. <b>Guarantees:</b> memory for one chunk, a few MiB, and for the types
 * and threads seen; the file is complete after {@link #finish} and not before.
 */
public final class RecordingWriter {

    /** Times before this lie before the first tick; readers know negative ticks, but they take nine bytes each. */
    private static final long TICKS_BEFORE_FIRST = 1L << 40;

    /** Readers multiply ticks as a double, which is exact for less than this many nanoseconds from the chunk's start: 52 days. */
    private static final long EXACT = 1L << 52;

    /** Times that jump for ever must not make a chunk of each event. */
    private static final int MAX_JUMPS = 1000;

    private static final int CHUNK_BYTES = 8 << 20;
    private static final int HEADER_SIZE = 68;
    private static final int SIZE_AT = 8;
    private static final int CHECKPOINT_AT = 16;
    private static final int METADATA_AT = 24;
    private static final int START_AT = 32;
    private static final int DURATION_AT = 40;
    private static final int START_TICKS_AT = 48;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICROSECOND = 1_000;
    private static final int COMPRESSED = 1;

    private final OutputStream out;
    private final ChunkBytes chunk = new ChunkBytes(CHUNK_BYTES + (1 << 20));
    private final TextPool texts = new TextPool();
    private final List<WrittenThread> threads = new ArrayList<>();
    private final BitSet usedThreads = new BitSet();
    /** Known to be among the used ones; 0 is always known to be none. */
    private int lastThread;

    private final List<WrittenType> usedTypes = new ArrayList<>();
    private int nextType = MetadataWriter.FIRST_EVENT;
    private final Set<Long> chunkStarts = new HashSet<>();
    private int chunkNumber;
    private boolean based;
    private long base;
    private long firstStart;
    private int jumps;
    private long earliest;
    private long latest;
    private int eventAt = -1;
    private boolean written;

    private record WrittenThread(String name, long osId) {}

    /**
     * Makes a writer.
     *
     * @param out takes the file's bytes, some MiB at a time
     */
    public RecordingWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * A thread for events.
     *
     * @param name what readers call it
     * @param osId the operating system's id, 0 if unknown
     * @return its number, from 1
     */
    public int thread(String name, long osId) {
        threads.add(new WrittenThread(name, osId));
        return threads.size();
    }

    /**
     * Begins an event.
     *
     * @param type its type
     * @param start nanoseconds since the epoch
     * @param duration nanoseconds
     * @param thread a number of {@link #thread}, 0 for none
     * @throws IOException where the file cannot be written
     */
    public void begin(WrittenType type, long start, long duration, int thread) throws IOException {
        if (eventAt >= 0 && Math.abs(start - firstStart) > EXACT / 2 && jumps < MAX_JUMPS) {
            jumps++;
            endChunk();
        }
        if (eventAt < 0) {
            beginChunk(start);
        }
        if (type.id() == 0) {
            type.setId(nextType++);
        }
        if (type.firstIn(chunkNumber)) {
            usedTypes.add(type);
        }
        earliest = Math.min(earliest, start);
        latest = Math.max(latest, start + duration);
        eventAt = chunk.beginSized();
        chunk.number(type.id());
        chunk.number(start - base);
        chunk.number(duration);
        thread(thread);
    }

    private void beginChunk(long start) {
        if (!based) {
            based = true;
            base = start - TICKS_BEFORE_FIRST;
        }
        firstStart = start;
        earliest = start;
        latest = start;
        chunk.ensure(HEADER_SIZE);
        chunk.raw("FLR\0".getBytes(StandardCharsets.US_ASCII), 0, 4);
        chunk.raw(0);
        chunk.raw(2);
        chunk.raw(0);
        chunk.raw(1);
        for (int at = SIZE_AT; at <= START_TICKS_AT; at += Long.BYTES) {
            chunk.fixed(0);
        }
        chunk.fixed(NANOS_PER_SECOND);
        chunk.fixedInt(COMPRESSED);
    }

    /** A field of type {@link FieldType#BOOLEAN}. */
    public void flag(boolean value) {
        chunk.raw(value ? 1 : 0);
    }

    /** A field of type {@link FieldType#BYTE}. */
    public void byteNumber(long value) {
        chunk.raw((int) value);
    }

    /** A field of type {@link FieldType#SHORT}. */
    public void shortNumber(long value) {
        chunk.number(value & 0xffff);
    }

    /** A field of type {@link FieldType#INT}. */
    public void intNumber(long value) {
        chunk.number(value & 0xffff_ffffL);
    }

    /** A field of type {@link FieldType#LONG}. */
    public void longNumber(long value) {
        chunk.number(value);
    }

    /** A field of type {@link FieldType#FLOAT}. */
    public void floatNumber(float value) {
        chunk.fixedInt(Float.floatToIntBits(value));
    }

    /** A field of type {@link FieldType#DOUBLE}. */
    public void doubleNumber(double value) {
        chunk.fixed(Double.doubleToLongBits(value));
    }

    /**
     * A field of type {@link FieldType#STRING}.
     *
     * @param value the text, or null
     */
    public void text(String value) {
        if (value == null) {
            chunk.raw(ChunkBytes.TextEncoding.NULL);
        } else {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            text(utf8, 0, utf8.length);
        }
    }

    /**
     * A field of type {@link FieldType#STRING}.
     *
     * @param value a text that no other writer is given, or null
     */
    public void text(WrittenText value) {
        if (value == null) {
            chunk.raw(ChunkBytes.TextEncoding.NULL);
        } else {
            text(value.numberIn(chunkNumber, texts), value.utf8(), 0, value.utf8().length);
        }
    }

    /**
     * A field of type {@link FieldType#STRING}.
     *
     * @param utf8 holds valid UTF-8
     * @param offset where the text begins
     * @param length how many bytes it has
     */
    public void text(byte[] utf8, int offset, int length) {
        text(length == 0 ? 0 : texts.number(utf8, offset, length), utf8, offset, length);
    }

    private void text(int number, byte[] utf8, int offset, int length) {
        if (number == 0) {
            chunk.text(utf8, offset, length);
        } else {
            chunk.raw(ChunkBytes.TextEncoding.CONSTANT);
            chunk.number(number);
        }
    }

    /**
     * A field of type {@link FieldType#THREAD}.
     *
     * @param number a number of {@link #thread(String, long)}, 0 for none
     */
    public void thread(int number) {
        if (number != lastThread) {
            usedThreads.set(number);
            lastThread = number;
        }
        chunk.number(number);
    }

    /**
     * Ends the event.
     *
     * @throws IOException where the file cannot be written
     */
    public void end() throws IOException {
        chunk.endSized(eventAt);
        if (chunk.size() >= CHUNK_BYTES) {
            endChunk();
        }
    }

    /**
     * Ends the file.
     *
     * @throws IOException where the file cannot be written
     */
    public void finish() throws IOException {
        if (eventAt >= 0 || !written) {
            if (eventAt < 0) {
                beginChunk(0);
            }
            endChunk();
        }
        out.flush();
    }

    private void endChunk() throws IOException {
        long start = chunkStart();
        long startTicks = start - base;
        int checkpoint = chunk.size();
        writeCheckpoint(startTicks);
        int metadata = chunk.size();
        MetadataWriter.write(chunk, startTicks, chunkNumber + 1, usedTypes);
        chunk.fixedAt(SIZE_AT, chunk.size());
        chunk.fixedAt(CHECKPOINT_AT, checkpoint);
        chunk.fixedAt(METADATA_AT, metadata);
        chunk.fixedAt(START_AT, start);
        chunk.fixedAt(DURATION_AT, latest - start);
        chunk.fixedAt(START_TICKS_AT, startTicks);
        chunk.writeTo(out);
        chunk.clear();
        texts.clear();
        usedThreads.clear();
        lastThread = 0;
        usedTypes.clear();
        chunkNumber++;
        eventAt = -1;
        written = true;
    }

    /**
     * Mission Control knows a chunk by when it began, and of two that began at once it reads one. Whole microseconds from there to an event are exact as a
     * double for 834 days.
     */
    private long chunkStart() {
        long start = earliest;
        while (!chunkStarts.add(start)) {
            start -= NANOS_PER_MICROSECOND;
        }
        return start;
    }

    /** The constants that the chunk's events refer to. */
    private void writeCheckpoint(long ticks) {
        usedThreads.clear(0);
        int pools = (texts.count() > 0 ? 1 : 0) + (usedThreads.isEmpty() ? 0 : 1);
        int position = chunk.beginSized();
        chunk.number(1);
        chunk.number(ticks);
        chunk.number(0);
        // There is no checkpoint before this one.
        chunk.number(0);
        chunk.raw(0);
        chunk.number(pools);
        if (texts.count() > 0) {
            chunk.number(MetadataWriter.STRING);
            chunk.number(texts.count());
            texts.write(chunk);
        }
        if (!usedThreads.isEmpty()) {
            chunk.number(MetadataWriter.THREAD);
            chunk.number(usedThreads.cardinality());
            usedThreads.stream().forEach(this::writeThread);
        }
        chunk.endSized(position);
    }

    private void writeThread(int number) {
        WrittenThread thread = threads.get(number - 1);
        chunk.number(number);
        chunk.text(thread.name);
        chunk.number(thread.osId);
        chunk.text((String) null);
        // No Java thread and no group.
        chunk.number(0);
        chunk.number(0);
    }
}
