package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks of this JVM, while they are written. */
class ChunkMirrorTest {

    private static final Path OTHER_FILE_SYSTEM = Path.of("/dev/shm");

    @TempDir
    private Path temporary;

    private SpoolEntry entry;

    @AfterEach
    void deleteEntry() throws IOException {
        if (Files.exists(entry.folder())) {
            entry.delete();
        }
    }

    @Test
    void linksChunks() throws Exception {
        entry = SpoolFolder.open(temporary.resolve("spool")).create();

        assertThat(sectionsKept(false)).isEqualTo(300);
    }

    @Test
    void copiesWhatWasFlushedWhereItCannotLink() throws Exception {
        Path repository = Path.of(System.getProperty("java.io.tmpdir"));
        assumeTrue(
                Files.isWritable(OTHER_FILE_SYSTEM)
                        && !Files.getFileStore(OTHER_FILE_SYSTEM).equals(Files.getFileStore(repository)),
                "needs a second file system: /dev/shm");
        Path elsewhere = Files.createTempDirectory(OTHER_FILE_SYSTEM, "tracebridge");
        try {
            entry = SpoolFolder.open(elsewhere.resolve("spool")).create();

            assertThat(sectionsKept(true)).isEqualTo(300);
        } finally {
            entry.delete();
            Files.deleteIfExists(elsewhere.resolve("spool"));
            Files.deleteIfExists(elsewhere);
        }
    }

    /** How many of 300 spans are in the mirror, all flushed, in chunks some of which are gone and the last of which is open. */
    private int sectionsKept(boolean copies) throws Exception {
        ChunkMirror mirror = new ChunkMirror(Backlog::repositoryOfThisJvm, entry, EventTimes.now());
        try (RecordingStream stream = new RecordingStream()) {
            stream.onEvent("qemu.migration.savevm_section", event -> {});
            stream.startAsync();
            for (int chunk = 0; chunk < 3; chunk++) {
                for (int i = 0; i < 100; i++) {
                    SavevmSectionEvent.open("ram", i);
                    SavevmSectionEvent.close("ram", i, 0);
                }
                awaitFlush(stream);
                mirror.update();
                if (chunk == 1) {
                    // Flight Recorder begins a new chunk where a recording begins.
                    new RecordingStream().close();
                    mirror.update();
                }
            }
            assertThat(mirror.copies()).isEqualTo(copies);
            RecordedJvm jvm = RecordedJvm.ofOne(entry.folder(), entry.recordings(), lost -> {})
                    .orElseThrow();
            return Assembly.read(jvm).spans().size();
        }
    }

    private static void awaitFlush(RecordingStream stream) throws InterruptedException {
        CountDownLatch flushes = new CountDownLatch(2);
        stream.onFlush(flushes::countDown);
        flushes.await();
    }

    @Test
    void letsGoOfChunksThatAreOver() throws Exception {
        entry = SpoolFolder.open(temporary.resolve("spool")).create();
        Path repository = Files.createDirectory(temporary.resolve("repository"));
        Path over = chunk(repository, 1, 1_000, 100, ChunkHeader.FINISHED);
        chunk(repository, 2, 2_000, 100, ChunkHeader.FINISHED);
        chunk(repository, 3, 3_000, 100, (byte) 1);
        ChunkMirror mirror = new ChunkMirror(() -> Optional.of(repository), entry, 0);
        mirror.update();
        assertThat(entry.recordings()).hasSize(3);

        assertThat(mirror.releaseBefore(1_500)).isEqualTo(2_000);
        mirror.update();

        assertThat(entry.recordings()).as("what was let go does not come back").hasSize(2);
        assertThat(over).as("nothing of Flight Recorder's is touched").exists();
        assertThat(mirror.releaseBefore(5_000))
                .as("the one being written stays")
                .isEqualTo(3_000);
        assertThat(entry.recordings()).hasSize(1);
    }

    private static Path chunk(Path repository, int number, long start, long duration, byte state) throws IOException {
        return Files.write(repository.resolve(number + ".jfr"), BacklogTest.chunk(start, 1_000, duration, state));
    }
}
