package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.DowntimeCheckpointEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.Registered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository of this JVM while it runs, and what is left of one. */
class RepositoryReaderTest implements RepositoryReader.Events {

    /** Long enough for Flight Recorder to tell it once and refer to it from then on. */
    private static final String SHARED = "dst-precopy-bh-announced-by-a-test";

    private static final long PATIENCE = TimeUnit.MINUTES.toNanos(1);

    @TempDir
    private Path folder;

    private final List<TracepointEvent> taken = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private ReadPosition position;
    private RepositoryReader toBeStopped;
    private int stopAfter = Integer.MAX_VALUE;

    @Override
    public void accept(ReadEvent event) {
        if (taken.size() >= stopAfter) {
            return;
        }
        position = position.next();
        if (event instanceof TracepointEvent tracepoint) {
            taken.add(tracepoint);
        }
        if (taken.size() == stopAfter) {
            toBeStopped.stop();
        }
    }

    @Override
    public void segment(ChunkHeader header, long segment) {
        if (taken.size() < stopAfter) {
            position = new ReadPosition(header.startTicks(), segment, 0);
        }
    }

    @Test
    void readsEventsOfTypesThatAreLoadedInTheMiddleOfAChunk() throws Exception {
        try (Recording recording = started();
                RepositoryReader reader = reader(recording)) {
            DowntimeCheckpointEvent.emit(SHARED);
            DowntimeCheckpointEvent.emit("before");
            readUntil(reader, () -> checkpoints().contains("before"));
            long chunk = position.chunk();

            FlightRecorder.register(LoadedLate.class);
            DowntimeCheckpointEvent.emit(SHARED);
            SavevmSectionEvent.end(SavevmSectionEvent.begin(SHARED, 1), SHARED, 2);
            DowntimeCheckpointEvent.emit(SHARED);
            DowntimeCheckpointEvent.emit("after");
            readUntil(reader, () -> checkpoints().contains("after"));

            assertThat(position.chunk()).as("still the same chunk").isEqualTo(chunk);
            assertThat(checkpoints()).containsExactly(SHARED, "before", SHARED, SHARED, "after");
            assertThat(taken.stream()
                            .filter(event -> event.rendering().spanName().equals("savevm_section"))
                            .map(event -> event.argument("id")))
                    .containsExactly(SHARED);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void readsEachEventOnceAcrossChunks() throws Exception {
        try (Recording recording = started();
                RepositoryReader reader = reader(recording)) {
            for (int chunk = 0; chunk < 4; chunk++) {
                for (int i = 0; i < 10; i++) {
                    DowntimeCheckpointEvent.emit("checkpoint " + (10 * chunk + i));
                }
                if (chunk % 2 == 0) {
                    readUntil(reader, () -> taken.size() % 10 == 0 && !taken.isEmpty());
                }
                // Each recording that begins or ends also begins a chunk.
                new Recording().start();
            }
            readUntil(reader, () -> taken.size() == 40);
            reader.read();

            assertThat(checkpoints())
                    .containsExactlyElementsOf(IntStream.range(0, 40)
                            .mapToObj(i -> "checkpoint " + i)
                            .toList());
        } finally {
            FlightRecorder.getFlightRecorder().getRecordings().forEach(Recording::close);
        }
        assertThat(said).isEmpty();
    }

    @Test
    void followsARepositoryThatIsMoved() throws Exception {
        Path usual = Backlog.repositoryOfThisJvm().orElseGet(() -> folder.resolve("none"));
        try (Recording recording = started();
                RepositoryReader reader = reader(recording)) {
            DowntimeCheckpointEvent.emit("in the first");
            readUntil(reader, () -> taken.size() == 1);
            Path first = Backlog.repositoryOfThisJvm().orElseThrow();
            DowntimeCheckpointEvent.emit("still in the first");
            moveRepository(folder);
            try (Recording other = started()) {
                // A chunk of the new one begins.
                DowntimeCheckpointEvent.emit("in the second");
                readUntil(reader, () -> taken.size() == 3);
                assertThat(other.getState()).isNotNull();
            }

            assertThat(Backlog.repositoryOfThisJvm()).get().isNotEqualTo(first);
            assertThat(checkpoints()).containsExactly("in the first", "still in the first", "in the second");
        } finally {
            moveRepository(Files.exists(usual) ? usual.getParent() : Path.of(System.getProperty("java.io.tmpdir")));
            started().close();
        }
        assertThat(said).isEmpty();
    }

    private static void moveRepository(Path base) throws Exception {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "jfrConfigure",
                        new Object[] {new String[] {"repositorypath=" + base}},
                        new String[] {String[].class.getName()});
    }

    /** What was not taken is in the tail, and nothing else. */
    @Test
    void theRestIsReadFromTheTail() throws Exception {
        Path tail = folder.resolve("tail.jfr");
        List<ReadEvent> rest = new ArrayList<>();
        try (Recording recording = started();
                RepositoryReader reader = reader(recording)) {
            toBeStopped = reader;
            stopAfter = 1_234;
            for (int i = 0; i < 2_000; i++) {
                DowntimeCheckpointEvent.emit("checkpoint " + i);
            }
            readUntil(reader, () -> taken.size() == stopAfter);
            DowntimeCheckpointEvent.emit("checkpoint 2000");
            try (Recording other = started()) {
                DowntimeCheckpointEvent.emit("checkpoint 2001");
                assertThat(other.getState()).isNotNull();
            }
            recording.stop();
            recording.dump(tail);
        }

        RecordedFile.readOn(RecordedChunks.of(tail), position, EventOrder.OF_TAIL, assembler(), rest::add);

        assertThat(checkpoints())
                .containsExactlyElementsOf(IntStream.range(0, 1_234)
                        .mapToObj(i -> "checkpoint " + i)
                        .toList());
        assertThat(rest.stream().map(event -> ((TracepointEvent) event).argument("checkpoint")))
                .containsExactlyElementsOf(IntStream.range(1_234, 2_002)
                        .mapToObj(i -> "checkpoint " + i)
                        .toList());
    }

    @Test
    void goesOnAfterChunksThatAreGoneBeforeTheyWereRead() throws Exception {
        List<Path> chunks = chunks(4);
        Files.delete(chunks.get(1));
        Files.delete(chunks.get(2));
        try (RepositoryReader reader = reader(() -> Optional.of(folder), 0)) {
            readAll(reader);
        }

        assertThat(checkpoints()).containsExactly("checkpoint 0", "checkpoint 3");
        assertThat(said).isEmpty();
    }

    @Test
    void leavesOutWhatIsDamaged() throws Exception {
        List<Path> chunks = chunks(3);
        ChunkHeader header = RecordedChunks.of(chunks.get(1)).first();
        try (FileChannel channel = FileChannel.open(chunks.get(1), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[16]), header.metadata());
        }
        try (RepositoryReader reader = reader(() -> Optional.of(folder), 0)) {
            readAll(reader);
        }

        assertThat(checkpoints()).containsExactly("checkpoint 0", "checkpoint 2");
        assertThat(said).singleElement().asString().startsWith("events are lost: cannot read");
    }

    @Test
    void beginsWithTheFirstChunkThatIsAskedFor() throws Exception {
        List<Path> chunks = chunks(3);
        long since = RecordedChunks.of(chunks.get(1)).first().startNanos();
        try (RepositoryReader reader = reader(() -> Optional.of(folder), since)) {
            readAll(reader);
        }

        assertThat(checkpoints()).containsExactly("checkpoint 1", "checkpoint 2");
    }

    @Test
    void hasNothingToReadWhereThereIsNoRepository() throws IOException {
        try (RepositoryReader none = reader(Optional::empty, 0);
                RepositoryReader gone = reader(() -> Optional.of(folder.resolve("gone")), 0)) {
            assertThat(none.read()).isZero();
            assertThat(gone.read()).isZero();
        }
    }

    /** Each of these chunks has a checkpoint. */
    private List<Path> chunks(int count) throws IOException {
        Path file = folder.resolve("all.recording");
        try (Recording recording = started()) {
            for (int i = 0; i < count; i++) {
                DowntimeCheckpointEvent.emit("checkpoint " + i);
                if (i < count - 1) {
                    new Recording().start();
                }
            }
            recording.stop();
            recording.dump(file);
        } finally {
            FlightRecorder.getFlightRecorder().getRecordings().forEach(Recording::close);
        }
        List<Path> chunks = new ArrayList<>();
        try (FileChannel from = FileChannel.open(file)) {
            for (ChunkHeader chunk : RecordedChunks.of(file).readable()) {
                Path path = folder.resolve(chunks.size() + ".jfr");
                try (FileChannel to = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    from.transferTo(chunk.position(), chunk.size(), to);
                }
                chunks.add(path);
            }
        }
        assertThat(chunks).hasSize(count);
        return chunks;
    }

    private static Recording started() {
        Recording recording = new Recording();
        recording.setToDisk(true);
        recording.start();
        return recording;
    }

    private RepositoryReader reader(Recording recording) {
        return reader(Backlog::repositoryOfThisJvm, EventTimes.of(recording.getStartTime()));
    }

    private RepositoryReader reader(Supplier<Optional<Path>> repository, long since) {
        return new RepositoryReader(repository, since, assembler(), this, said::add);
    }

    private static SpanAssembler assembler() {
        return new SpanAssembler(
                AssemblyLimits.live(SpanLimits.getDefault()),
                Resource.empty(),
                SpanContext.getInvalid(),
                new EventAccount(),
                span -> {});
    }

    private static void readAll(RepositoryReader reader) {
        while (reader.read() != 0) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    /** There is nothing to wait for but the next flush of Flight Recorder's, which tells nobody. */
    private static void readUntil(RepositoryReader reader, BooleanSupplier done) {
        long begun = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (reader.read() == 0) {
                assertThat(System.nanoTime() - begun).isLessThan(PATIENCE);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private List<String> checkpoints() {
        return taken.stream()
                .map(event -> event.argument("checkpoint"))
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    @Registered(false)
    private static final class LoadedLate extends Event {}
}
