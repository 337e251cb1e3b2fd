package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
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
