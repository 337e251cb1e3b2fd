package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
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

    private static final int KEPT_TYPES = 8;

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
        Set<String> present = new HashSet<>();
        Map<Path, Map<Long, EventType>> byChunk = new HashMap<>();
        for (Path file : files) {
            Map<Long, EventType> types = types(file);
            types.values().forEach(assembler::learn);
            if (isPlain(file, types, assembler, present)) {
                // Of many files there is no need to keep all.
                byChunk.put(file, byChunk.size() < KEPT_TYPES ? types : null);
            } else {
                addPresent(file, present);
            }
        }
        assembler.pairInstants(present);
        for (Path file : files) {
            if (byChunk.containsKey(file)) {
                readByChunk(file, byChunk.get(file), heldBack, assembler, events);
            } else {
                read(List.of(file), heldBack, assembler::learn, assembler::read, events);
            }
        }
    }

    private static Map<Long, EventType> types(Path file) throws IOException {
        Map<Long, EventType> types = new LinkedHashMap<>();
        try (RecordingFile recording = parsed(() -> new RecordingFile(file))) {
            for (EventType type : parsed(recording::readEventTypes)) {
                types.put(type.getId(), type);
            }
        }
        return types;
    }

    /** Whether Flight Recorder's parser is not needed for a file. */
    private static boolean isPlain(Path file, Map<Long, EventType> types, SpanAssembler assembler, Set<String> present)
            throws IOException {
        RecordedChunks chunks = RecordedChunks.of(file);
        try (FileChannel channel = FileChannel.open(file)) {
            ChunkInput in = new ChunkInput(channel);
            for (ChunkHeader header : chunks.readable()) {
                Optional<ChunkEvents> chunk = ChunkEvents.of(in, header, types, assembler);
                if (chunk.isEmpty() || !chunk.get().isPlain(present)) {
                    return false;
                }
            }
        }
        return chunks.complete();
    }

    private static void addPresent(Path file, Set<String> present) {
        try {
            scan(file, type -> {}, event -> {
                present.add(event.getEventType().getName());
                return true;
            });
        } catch (IOException damaged) {
            // It will be told when the events are read.
            return;
        }
    }

    private static void readByChunk(
            Path file, Map<Long, EventType> known, int heldBack, SpanAssembler assembler, Consumer<ReadEvent> events)
            throws IOException {
        Map<Long, EventType> types = known == null ? types(file) : known;
        types.values().forEach(assembler::learn);
        EventOrder order = new EventOrder(heldBack, events);
        try (FileChannel channel = FileChannel.open(file)) {
            ChunkInput in = new ChunkInput(channel);
            List<ChunkHeader> chunks = RecordedChunks.of(file).readable();
            ChunkClock clock = ChunkClock.of(chunks);
            for (int i = 0; i < chunks.size(); i++) {
                // What a chunk holds is later, even where its clock is not.
                order.releaseAll();
                ChunkEvents.of(in, chunks.get(i), types, assembler)
                        .orElseThrow(() -> new IOException(file + ": changed while it was read"))
                        .read(clock, i, assembler.textLimit(), order::add);
            }
        } catch (IOException damaged) {
            order.releaseAll();
            throw damaged;
        }
        order.releaseAll();
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
