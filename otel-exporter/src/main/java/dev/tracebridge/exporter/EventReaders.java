package dev.tracebridge.exporter;

import dev.tracebridge.exporter.ChunkTypes.ChunkType;
import dev.tracebridge.recording.EventTypeDescription;
import java.io.IOException;
import java.util.Optional;

/** The readers of the events that are wanted, for all chunks that describe their types alike. */
final class EventReaders {

    private static final int METADATA_EVENT = 0;

    private final byte[] metadata;
    private final ChunkTypes types;
    private final LongTable<EventReader> byType = new LongTable<>();

    /** Says which events are read, and what for. */
    interface Choice {

        /** Whether events of types of that name, or with such an annotation, may be wanted at all. */
        boolean mayWant(String name, boolean tracepoint);

        /** What is made of the events of a tracepoint's type, null for other types. */
        EventRendering renderingOf(EventTypeDescription type);

        /** What events of a type tell that is no tracepoint's; nothing for those that are not wanted. */
        Optional<RareEvent.Kind> rareKind(EventTypeDescription type);

        /** Longer texts are cut. */
        int textLimit();
    }

    private EventReaders(byte[] metadata, ChunkTypes types) {
        this.metadata = metadata;
        this.types = types;
    }

    /**
     * Reads the types of a chunk.
     *
     * @param place where its metadata begin
     * @param known of another chunk, null for none; the result where both are alike
     */
    static EventReaders of(ChunkInput in, long place, Choice choice, EventReaders known) throws IOException {
        in.seek(place);
        if (!in.next() || in.readLong() != METADATA_EVENT) {
            throw new IOException("no metadata at " + place);
        }
        // Start, duration, id.
        in.readLong();
        in.readLong();
        in.readLong();
        if (known != null && in.isRest(known.metadata)) {
            return known;
        }
        byte[] metadata = in.rest();
        EventReaders readers = new EventReaders(metadata, ChunkTypes.read(in));
        for (ChunkType type : readers.types.all()) {
            if (type.event()) {
                readers.add(type, choice);
            }
        }
        return readers;
    }

    private void add(ChunkType type, Choice choice) throws IOException {
        if (!choice.mayWant(type.name(), types.isTracepoint(type))) {
            return;
        }
        EventTypeDescription description = types.describe(type);
        EventRendering rendering = choice.renderingOf(description);
        RareEvent.Kind rare = choice.rareKind(description).orElse(null);
        if (rendering != null || rare != null) {
            byType.put(type.id(), new EventReader(type, rendering, rendering == null ? rare : null));
        }
    }

    ChunkTypes types() {
        return types;
    }

    /** The reader of a type's events; null where they are not wanted. */
    EventReader find(long type) {
        return byType.get(type);
    }
}
