package dev.tracebridge.exporter;

import dev.tracebridge.recording.EventTypeDescription;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which process a recording is of: as {@link ProcessAttributeEvent} tells, else as Flight Recorder's own event does. Reads no further than
 * it must.
 */
final class RecordedProcess implements EventReaders.Choice, ChunkReader.Segments {

    private static final int TEXT_LIMIT = 65_536;
    private static final int HELD_BACK = 1024;

    private boolean describesItself;
    private ProcessDescription found = ProcessDescription.UNKNOWN;
    private ProcessDescription ofFlightRecorder = ProcessDescription.UNKNOWN;

    private RecordedProcess() {}

    /**
     * Reads a recording for its process.
     *
     * @throws IOException where the file is damaged
     */
    static ProcessDescription of(RecordedChunks file) throws IOException {
        RecordedProcess process = new RecordedProcess();
        ChunkReader reader = new ChunkReader(process, HELD_BACK);
        List<ChunkHeader> chunks = file.readable();
        ChunkClock clock = ChunkClock.of(chunks);
        try (FileChannel channel = FileChannel.open(file.file())) {
            for (int i = 0; i < chunks.size() && process.isUnknown(); i++) {
                reader.enter(channel, chunks.get(i), clock, i);
                reader.read(chunks.get(i), process);
            }
        }
        return process.found == ProcessDescription.UNKNOWN ? process.ofFlightRecorder : process.found;
    }

    private boolean isUnknown() {
        return found == ProcessDescription.UNKNOWN
                && (describesItself || ofFlightRecorder == ProcessDescription.UNKNOWN);
    }

    @Override
    public boolean mayWant(String name, boolean tracepoint) {
        return RareEvent.Kind.mayBe(name);
    }

    @Override
    public EventRendering renderingOf(EventTypeDescription type) {
        return null;
    }

    @Override
    public Optional<RareEvent.Kind> rareKind(EventTypeDescription type) {
        Optional<RareEvent.Kind> kind = RareEvent.Kind.of(type).filter(found -> !found.tellsOfTracepoints());
        describesItself |=
                kind.filter(found -> found == RareEvent.Kind.PROCESS_ATTRIBUTE).isPresent();
        return kind;
    }

    @Override
    public int textLimit() {
        return TEXT_LIMIT;
    }

    /** The attributes stand in one segment, since one thread writes them at once. */
    @Override
    public boolean event(ReadEvent event) {
        RareEvent told = (RareEvent) event;
        if (told.kind() == RareEvent.Kind.PROCESS_ATTRIBUTE) {
            found = found.with(told.text("name"), told.text("value"));
            return true;
        }
        if (ofFlightRecorder == ProcessDescription.UNKNOWN) {
            ofFlightRecorder = ProcessDescription.ofJvmInformation(told);
        }
        return describesItself;
    }

    @Override
    public boolean end(long end) {
        return isUnknown();
    }
}
