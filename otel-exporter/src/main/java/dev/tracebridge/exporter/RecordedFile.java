package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the events of a recording that was written to files. */
final class RecordedFile {

    private RecordedFile() {}

    /**
     * Reads the files of one JVM, one after the other.
     *
     * @param files complete recordings
     * @param heldBack how many events may be held back to put them in order
     * @param types takes the event types of each file before its events
     * @param reading reads an event as soon as it is there, null for one that is of no use
     * @param events takes the others, in the order of their ends, on this thread
     * @throws IOException where a file is no recording, or is damaged; the events before that have been taken
     */
    static void read(
            List<Path> files,
            int heldBack,
            Consumer<EventType> types,
            Function<RecordedEvent, ReadEvent> reading,
            Consumer<ReadEvent> events)
            throws IOException {
        EventOrder order = new EventOrder(heldBack, events);
        Map<EventType, Boolean> ofChunk = new IdentityHashMap<>();
        Set<String> names = new HashSet<>();
        try {
            for (Path file : files) {
                scan(file, types, event -> {
                    EventType type = event.getEventType();
                    if (ofChunk.put(type, true) == null && !names.add(type.getName())) {
                        // Each chunk brings types of its own, and sets the clock anew: what it holds is later, whatever
                        // the time says.
                        order.releaseAll();
                        ofChunk.clear();
                        ofChunk.put(type, true);
                        names.clear();
                        names.add(type.getName());
                    }
                    ReadEvent read = reading.apply(event);
                    if (read != null) {
                        order.add(read);
                    }
                    return true;
                });
            }
        } catch (IOException damaged) {
            order.releaseAll();
            throw damaged;
        }
        order.releaseAll();
    }

    /**
     * Reads the events of tracepoints from the files of one JVM, one after the other.
     *
     * @param files complete recordings
     * @param heldBack how many events may be held back to put them in order
     * @param assembler knows which types are of tracepoints
     * @param events takes their events, in the order of their ends, on this thread
     * @throws IOException where a file is no recording, or is damaged; the events before that have been taken
     */
    static void read(List<Path> files, int heldBack, SpanAssembler assembler, Consumer<ReadEvent> events)
            throws IOException {
        for (Path file : files) {
            if (!readByChunk(file, heldBack, assembler, events)) {
                read(List.of(file), heldBack, assembler::learn, assembler::read, events);
            }
        }
    }

    /** Returns false, with nothing done, for a file that is better left to Flight Recorder's parser. */
    private static boolean readByChunk(Path file, int heldBack, SpanAssembler assembler, Consumer<ReadEvent> events)
            throws IOException {
        RecordedChunks chunks = RecordedChunks.of(file);
        if (!chunks.complete()) {
            return false;
        }
        Map<Long, EventType> types = new LinkedHashMap<>();
        try (RecordingFile recording = parsed(() -> new RecordingFile(file))) {
            for (EventType type : parsed(recording::readEventTypes)) {
                types.put(type.getId(), type);
                assembler.learn(type);
            }
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ChunkInput in = new ChunkInput(channel);
            for (ChunkHeader header : chunks.readable()) {
                Optional<ChunkEvents> chunk = ChunkEvents.of(in, header, types, assembler);
                if (chunk.isEmpty() || !chunk.get().isPlain()) {
                    return false;
                }
            }
            EventOrder order = new EventOrder(heldBack, events);
            try {
                ChunkClock clock = ChunkClock.of(chunks.readable());
                for (int i = 0; i < chunks.readable().size(); i++) {
                    // What a chunk holds is later, even where its clock is not.
                    order.releaseAll();
                    ChunkEvents.of(in, chunks.readable().get(i), types, assembler)
                            .orElseThrow(() -> new IOException("the file changes"))
                            .read(clock, i, assembler.textLimit(), order::add);
                }
            } catch (IOException damaged) {
                order.releaseAll();
                throw damaged;
            }
            order.releaseAll();
            return true;
        }
    }

    /**
     * Reads a file as it stands there, which is not in the order of time.
     *
     * @param file a complete recording
     * @param types takes the event types before the events
     * @param goesOn takes an event, and says whether it wants more
     * @throws IOException where the file is no recording, or is damaged; the events before that have been taken
     */
    static void scan(Path file, Consumer<EventType> types, Predicate<RecordedEvent> goesOn) throws IOException {
        try (RecordingFile recording = parsed(() -> new RecordingFile(file))) {
            parsed(recording::readEventTypes).forEach(types);
            boolean more = true;
            while (more && recording.hasMoreEvents()) {
                more = goesOn.test(parsed(recording::readEvent));
            }
        }
    }

    /** The JDK's parser throws what its arithmetic on damaged bytes comes to. */
    private static <T> T parsed(Parsing<T> parsing) throws IOException {
        try {
            return parsing.next();
        } catch (RuntimeException damaged) {
            throw new IOException("the recording is damaged: " + damaged, damaged);
        }
    }

    private interface Parsing<T> {
        T next() throws IOException;
    }
}
