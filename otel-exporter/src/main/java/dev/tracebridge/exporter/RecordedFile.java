package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads the events of a recording that was written to files. */
final class RecordedFile {

    private RecordedFile() {}

    /**
     * Reads the events of tracepoints from the files of one JVM, one after the other.
     *
     * @param files the chunks of each that can be read
     * @param heldBack how many events may be held back to put them in order
     * @param clocks makes a clock for the chunks of a file
     * @param assembler knows which types are of tracepoints
     * @param events takes their events, in the order of their ends, on this thread
     * @throws IOException where a file is damaged; the events before that have been taken
     */
    static void read(
            List<RecordedChunks> files,
            int heldBack,
            Function<List<ChunkHeader>, ChunkClock> clocks,
            SpanAssembler assembler,
            Consumer<ReadEvent> events)
            throws IOException {
        ChunkReader reader = new ChunkReader(assembler, heldBack);
        assembler.pairInstants(present(files, reader));
        for (RecordedChunks file : files) {
            List<ChunkHeader> chunks = file.readable();
            ChunkClock clock = clocks.apply(chunks);
            try (FileChannel channel = FileChannel.open(file.file())) {
                for (int i = 0; i < chunks.size(); i++) {
                    reader.enter(channel, chunks.get(i), clock, i);
                    reader.read(chunks.get(i), new Taken(events));
                }
            }
        }
    }

    /** The JFR names of all tracepoints of which there are events. */
    private static Set<String> present(List<RecordedChunks> files, ChunkReader reader) {
        Set<String> present = new HashSet<>();
        for (RecordedChunks file : files) {
            ChunkClock clock = ChunkClock.of(file.readable());
            try (FileChannel channel = FileChannel.open(file.file())) {
                for (ChunkHeader chunk : file.readable()) {
                    reader.enter(channel, chunk, clock, 0);
                    reader.findPresent(chunk, present);
                }
            } catch (IOException damaged) {
                // It will be told when the events are read.
                return present;
            }
        }
        return present;
    }

    /**
     * Reads on where a reader of the same chunks has stopped.
     *
     * @param position where that was; null for the begin
     * @param heldBack how many events may be held back to put them in order, for that reader too
     * @param assembler knows which types are of tracepoints
     * @param events takes their events, in the order of their ends, on this thread
     * @throws IOException where the file is damaged; the events before that have been taken
     */
    static void readOn(
            RecordedChunks file,
            ReadPosition position,
            int heldBack,
            SpanAssembler assembler,
            Consumer<ReadEvent> events)
            throws IOException {
        ChunkReader reader = new ChunkReader(assembler, heldBack);
        List<ChunkHeader> chunks = file.readable();
        ChunkClock clock = ChunkClock.whileRunning(chunks);
        try (FileChannel channel = FileChannel.open(file.file())) {
            for (int i = 0; i < chunks.size(); i++) {
                ChunkHeader chunk = chunks.get(i);
                if (position != null && chunk.startTicks() < position.chunk()) {
                    continue;
                }
                boolean begun = position != null && chunk.startTicks() == position.chunk();
                reader.enter(channel, chunk, clock, i);
                if (begun) {
                    reader.skipTo(chunk, position.segment());
                }
                reader.read(chunk, new Taken(begun ? new After(position.events(), events) : events));
            }
        }
    }

    /** All of a chunk is wanted. */
    private record Taken(Consumer<ReadEvent> events) implements ChunkReader.Segments {

        @Override
        public boolean event(ReadEvent event) {
            events.accept(event);
            return true;
        }

        @Override
        public boolean end(long end) {
            return true;
        }
    }

    /** Passes on the events after the first ones. */
    private static final class After implements Consumer<ReadEvent> {

        private final Consumer<ReadEvent> out;
        private long left;

        After(long count, Consumer<ReadEvent> out) {
            this.left = count;
            this.out = out;
        }

        @Override
        public void accept(ReadEvent event) {
            if (left > 0) {
                left--;
            } else {
                out.accept(event);
            }
        }
    }
}
