package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {

    @TempDir
    private Path repository;

    @Test
    void measuresTheChunkTheReaderIsInAndThoseAfterIt() throws IOException {
        long[] starts = {1_000, 2_000, 3_000};
        for (long start : starts) {
            chunk(start, (int) start);
        }
        Files.writeString(repository.resolve("no-chunk.jfr"), "FLX");
        Files.writeString(repository.resolve("other.txt"), "x".repeat(10_000));
        Backlog backlog = new Backlog(() -> Optional.of(repository), 1_500);

        assertThat(backlog.bytes()).isEqualTo(6_000);
        backlog.reach(2_000);
        assertThat(backlog.bytes()).isEqualTo(5_000);
        backlog.reach(3_999);
        assertThat(backlog.bytes()).isEqualTo(3_000);
        backlog.reach(1_000);
        assertThat(backlog.bytes()).as("it never goes back").isEqualTo(3_000);
        Files.delete(repository.resolve("3000.jfr"));
        assertThat(backlog.bytes()).isEqualTo(2_000);
    }

    @Test
    void hasNothingWhereThereIsNoRepository() {
        assertThat(new Backlog(Optional::empty, 0).bytes()).isZero();
        assertThat(new Backlog(() -> Optional.of(repository.resolve("gone")), 0).bytes())
                .isZero();
    }

    @Test
    void knowsEachChunkByTheEventThatStandsInItOnce() throws Exception {
        ProcessAttributeEvent.register();
        List<long[]> chunks = new ArrayList<>();
        List<Long> marks = new ArrayList<>();
        Path file = repository.resolve("three-chunks.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            for (int i = 0; i < 3; i++) {
                SavevmSectionEvent.open("ram", i);
                SavevmSectionEvent.close("ram", i, 0);
                try (Recording other = new Recording()) {
                    other.start();
                }
            }
            recording.stop();
            recording.dump(file);
        }

        RecordedChunks.of(file)
                .readable()
                .forEach(chunk -> chunks.add(new long[] {chunk.startNanos(), chunk.endNanos()}));
        RecordedFile.scan(file, type -> {}, event -> {
            if (ProcessAttributeEvent.isType(event.getEventType())) {
                marks.add(EventTimes.end(event));
            }
            return true;
        });

        assertThat(chunks)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(chunk -> assertThat(marks.stream().filter(mark -> mark >= chunk[0] && mark <= chunk[1]))
                        .as("marks between %s and %s of %s", chunk[0], chunk[1], marks)
                        .isNotEmpty());
    }

    private void chunk(long startNanos, int size) throws IOException {
        Files.write(repository.resolve(startNanos + ".jfr"), chunk(startNanos, size, 10, ChunkHeader.FINISHED));
    }

    /** A chunk as far as its header tells. */
    static byte[] chunk(long startNanos, int size, long durationNanos, byte state) {
        return ByteBuffer.allocate(size)
                .put(new byte[] {'F', 'L', 'R', 0, 0, 2, 0, 1})
                .putLong(size)
                .putLong(ChunkHeader.LENGTH)
                .putLong(ChunkHeader.LENGTH)
                .putLong(startNanos)
                .putLong(durationNanos)
                .put(ChunkHeader.STATE_OFFSET, state)
                .array();
    }
}
