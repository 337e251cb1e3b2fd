package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Set;

/**
 * The events of tracepoints in the chunks of recordings, read without an object for each of their values. A chunk that is still being written is read
 * flush by flush.
 *
 * <p>The format is that of JDK 17 to 25, as HotSpot's {@code jfrChunkWriter.cpp} and {@code jfrCheckpointManager.cpp} and the JDK's
 * {@code jdk.jfr.internal.consumer.ChunkParser} have it. Not for several threads.
 */
final class ChunkReader {

    private static final int COMPRESSED = 1;
    private static final int FLUSH = 1;
    private static final int KEPT_LIMIT = 16 << 20;

    private final EventReaders.Choice choice;
    private final ChunkInput in = new ChunkInput();
    /** For what is not read in its turn. */
    private final ChunkInput beside = new ChunkInput();

    private final ChunkConstants constants = new ChunkConstants(beside);
    private final EventOrder order;
    private EventReaders readers;

    private FileChannel file;
    private ChunkClock clock;
    private int place;
    private long metadata;
    private long next;

    /** Takes what is read, segment by segment: what was flushed at once. */
    interface Segments {

        /**
         * Takes an event; those of one segment come in the order of their ends.
         *
         * @return whether more are wanted
         */
        boolean event(ReadEvent event);

        /**
         * A segment is over: all that comes ended later.
         *
         * @param end where, from the begin of the chunk
         * @return whether more are wanted
         */
        boolean end(long end);
    }

    /**
     * Makes a reader.
     *
     * @param choice says which events are read
     * @param heldBack how many events may wait until they are in order
     */
    ChunkReader(EventReaders.Choice choice, int heldBack) {
        this.choice = choice;
        this.order = new EventOrder(heldBack);
    }

    /**
     * Turns to a chunk.
     *
     * @param chunkFile holds it
     * @param times its clock
     * @param placeInClock which of the clock's chunks it is
     */
    void enter(FileChannel chunkFile, ChunkHeader header, ChunkClock times, int placeInClock) {
        file = chunkFile;
        clock = times;
        place = placeInClock;
        metadata = 0;
        next = header.position() + ChunkHeader.LENGTH;
        constants.enter(header.position());
    }

    /**
     * Goes on elsewhere in the chunk.
     *
     * @param offset where a segment begins, from the begin of the chunk
     */
    void skipTo(ChunkHeader header, long offset) {
        next = header.position() + offset;
    }

    /**
     * Reads what has been flushed since.
     *
     * @param header of the chunk, as it was after the last flush
     * @throws IOException where the chunk is damaged; the events before that have been taken
     */
    void read(ChunkHeader header, Segments out) throws IOException {
        check(header);
        beside.enter(file, header.end());
        readTypes(header);
        constants.read(readers.types(), header.position() + header.constants());
        in.enter(file, header.end());
        in.seek(next);
        order.remove(order.size());
        try {
            readSegments(header, out);
        } catch (IOException damaged) {
            release(order.size(), out);
            throw damaged;
        }
    }

    private void readSegments(ChunkHeader header, Segments out) throws IOException {
        boolean goesOn = true;
        while (goesOn && in.next()) {
            long type = in.readLong();
            EventReader reader = readers.find(type);
            if (reader != null) {
                if (order.size() == 0) {
                    in.keepFrom(in.eventPlace());
                }
                order.add(reader.readEnd(in), in.eventPlace());
                goesOn = !order.isFull() && in.kept() < KEPT_LIMIT || makeRoom(out);
            } else if (type == ChunkConstants.EVENT_TYPE && isFlush()) {
                goesOn = end(header, out);
            }
        }
        if (goesOn) {
            end(header, out);
        }
    }

    private boolean end(ChunkHeader header, Segments out) throws IOException {
        long after = in.nextPlace();
        if (!release(order.size(), out)) {
            return false;
        }
        next = after;
        return out.end(next - header.position());
    }

    /** Of a segment too long to be held, half leaves, but what is to be kept for the other half may be as long. */
    private boolean makeRoom(Segments out) throws IOException {
        boolean goesOn = release(order.size() / 2, out);
        return in.kept() < KEPT_LIMIT / 2 ? goesOn : goesOn && release(order.size(), out);
    }

    /** Reads the first events in the order of their ends. */
    private boolean release(int count, Segments out) throws IOException {
        long after = in.nextPlace();
        order.sort();
        int released = 0;
        try {
            while (released < count) {
                in.seek(order.place(released++));
                in.next();
                ReadEvent event = event(readers.find(in.readLong()));
                if (event != null && !out.event(event)) {
                    return false;
                }
            }
        } finally {
            order.remove(released);
        }
        in.keepFrom(order.size() == 0 ? Long.MAX_VALUE : order.firstPlace());
        in.seek(after);
        return true;
    }

    private ReadEvent event(EventReader reader) throws IOException {
        reader.read(in, constants.texts());
        if (reader.stackTrace() != 0 && !constants.readsTraces()) {
            constants.readTraces(readers.types());
        }
        return reader.event(constants, clock, place, choice.textLimit());
    }

    private static void check(ChunkHeader header) throws IOException {
        if ((header.flags() & COMPRESSED) == 0 || header.ticksPerSecond() <= 0) {
            throw new IOException("a chunk at " + header.position()
                    + " with whole numbers of fixed length or without a clock, as no JVM writes it");
        }
    }

    /** New types may have been told since. */
    private void readTypes(ChunkHeader header) throws IOException {
        if (metadata != header.metadata()) {
            readers = EventReaders.of(beside, header.position() + header.metadata(), choice, readers);
            metadata = header.metadata();
        }
    }

    private boolean isFlush() throws IOException {
        // Start, duration, and how far back the constants before are.
        in.readLong();
        in.readLong();
        in.readLong();
        return (in.readByte() & FLUSH) != 0;
    }

    /**
     * Finds out of which types there are events, without reading these.
     *
     * @param present takes the JFR names of tracepoints
     * @throws IOException where the chunk is damaged
     */
    void findPresent(ChunkHeader header, Set<String> present) throws IOException {
        check(header);
        beside.enter(file, header.end());
        readTypes(header);
        in.enter(file, header.end());
        in.seek(next);
        EventReader last = null;
        while (in.next()) {
            EventReader reader = readers.find(in.readLong());
            if (reader != null && reader != last && reader.rendering() != null) {
                present.add(reader.rendering().eventName());
                last = reader;
            }
        }
    }
}
