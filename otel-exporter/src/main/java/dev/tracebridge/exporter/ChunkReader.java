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

    private static final int CONSTANTS_EVENT = 1;
    private static final int COMPRESSED = 1;
    private static final int FLUSH = 1;

    private final EventReaders.Choice choice;
    private final ChunkInput in = new ChunkInput();
    private final ChunkConstants constants = new ChunkConstants(in);
    private EventReaders readers;

    private FileChannel file;
    private ChunkClock clock;
    private int place;
    private long metadata;
    private long next;

    /** Takes what is read, segment by segment: what was flushed at once. */
    interface Segments {

        /**
         * Takes an event; those of one segment are in no order.
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

    ChunkReader(EventReaders.Choice choice) {
        this.choice = choice;
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
        in.enter(file, header.end());
        readTypes(header);
        constants.read(readers.types(), header.position() + header.constants());
        in.seek(next);
        while (in.next()) {
            long type = in.readLong();
            EventReader reader = readers.find(type);
            if (reader != null) {
                if (!take(reader, out)) {
                    return;
                }
            } else if (type == CONSTANTS_EVENT && isFlush()) {
                next = in.nextPlace();
                if (!out.end(next - header.position())) {
                    return;
                }
            }
        }
        next = in.nextPlace();
        out.end(next - header.position());
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
            readers = EventReaders.of(in, header.position() + header.metadata(), choice, readers);
            metadata = header.metadata();
        }
    }

    private boolean take(EventReader reader, Segments out) throws IOException {
        reader.read(in, constants.texts());
        if (reader.stackTrace() != 0 && !constants.readsTraces()) {
            long after = in.nextPlace();
            constants.readTraces(readers.types());
            in.seek(after);
        }
        ReadEvent event = reader.event(constants, clock, place, choice.textLimit());
        return event == null || out.event(event);
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
        in.enter(file, header.end());
        readTypes(header);
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
