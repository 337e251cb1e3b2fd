package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.DowntimeCheckpointEvent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveredEventsTest {

    private static final int CHUNKS = 5;
    private static final int EVENTS_OF_CHUNK = 3;

    @TempDir
    private Path folder;

    private final DeliveredEvents delivered = new DeliveredEvents();
    private Path whole;

    @BeforeEach
    void record() throws IOException {
        whole = folder.resolve("whole.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                for (int i = 0; i < EVENTS_OF_CHUNK; i++) {
                    DowntimeCheckpointEvent.emit("checkpoint " + chunk + '/' + i);
                }
                // Each recording that begins also begins a chunk.
                try (Recording other = new Recording()) {
                    other.start();
                }
            }
            recording.dump(whole);
        }
    }

    @Test
    void findsThemInAFileThatBeginsLater() throws IOException {
        checkpoints(whole).forEach(delivered::add);
        Path later = laterChunks();

        assertThat(checkpoints(later)).isNotEmpty().allMatch(delivered::remove);
        assertThat(checkpoints(later)).as("once").noneMatch(delivered::remove);
    }

    @Test
    void findsNoneThatWasNotDelivered() throws IOException {
        List<RecordedEvent> events = checkpoints(whole).toList();
        events.subList(0, events.size() / 2).forEach(delivered::add);

        assertThat(events.subList(events.size() / 2, events.size())).noneMatch(delivered::remove);
    }

    private Path laterChunks() throws IOException {
        List<ChunkHeader> chunks = RecordedChunks.of(whole).readable();
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(CHUNKS);
        Path later = folder.resolve("later.jfr");
        try (FileChannel from = FileChannel.open(whole);
                FileChannel to = FileChannel.open(later, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long begin = chunks.get(chunks.size() / 2).position();
            from.transferTo(begin, from.size() - begin, to);
        }
        return later;
    }

    private static Stream<RecordedEvent> checkpoints(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.getEventType().getName().endsWith("vmstate_downtime_checkpoint"));
    }
}
