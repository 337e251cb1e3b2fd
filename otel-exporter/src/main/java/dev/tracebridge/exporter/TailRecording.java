package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * The recording whose chunks are exported while the JVM runs, and of which JFR's own shutdown hook writes the last seconds to a file: what has not been
 * read when the JVM ends is there, byte for byte as it was in the chunks.
 *
 * <p><b>Guarantees:</b> {@link #awaitEnd} returns after the file is written. <b>Progress:</b> JFR's hook and ours run side by side in any order; ours
 * waits for JFR's, never the other way round.
 */
final class TailRecording implements AutoCloseable {

    /** Longer than the reader is behind as long as the collector answers. */
    private static final Duration USUAL_AGE = Duration.ofSeconds(15);

    private static final long SIZE_UNREAD = 256L * 1024 * 1024;

    private final Recording recording;
    private final Path folder;
    private Path file;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final FlightRecorderListener listener;
    private Duration age = USUAL_AGE;

    private TailRecording(Recording recording, Path folder) throws IOException {
        this.recording = recording;
        this.folder = folder;
        this.file = folder.resolve("tail.jfr");
        this.listener = new FlightRecorderListener() {
            @Override
            public void recordingStateChanged(Recording changed) {
                // Told after the file was written.
                boolean over =
                        changed.getState() == RecordingState.STOPPED || changed.getState() == RecordingState.CLOSED;
                if (over && changed.getId() == recording.getId()) {
                    ended.countDown();
                }
            }
        };
        recording.setName("Tracebridge export");
        recording.setToDisk(true);
        recording.setMaxAge(age);
        recording.setDumpOnExit(true);
        recording.setDestination(file);
    }

    /**
     * Starts recording.
     *
     * @param events what is recorded
     * @throws IOException where there is no place for the file
     */
    static TailRecording start(ExportedEvents events) throws IOException {
        Path folder = Files.createTempDirectory("tracebridge");
        Recording recording = new Recording();
        try {
            TailRecording tail = new TailRecording(recording, folder);
            events.applyTo(recording);
            FlightRecorder.addListener(tail.listener);
            recording.start();
            return tail;
        } catch (IOException | RuntimeException e) {
            recording.close();
            Files.deleteIfExists(folder);
            throw e;
        }
    }

    /**
     * Has the file written elsewhere.
     *
     * @throws IOException where that cannot be
     */
    void writeTo(Path place) throws IOException {
        recording.setDestination(place);
        file = place;
    }

    /** When recording began. */
    Instant startTime() {
        return recording.getStartTime();
    }

    void apply(ExportedEvents events) {
        events.applyTo(recording);
    }

    /**
     * Keeps enough for a reader that is behind.
     *
     * @param behind how far
     */
    void keep(Duration behind) {
        Duration needed = behind.multipliedBy(2).compareTo(USUAL_AGE) <= 0 ? USUAL_AGE : USUAL_AGE.plus(behind);
        boolean more = needed.compareTo(age) > 0;
        boolean farLess = needed.multipliedBy(2).compareTo(age) < 0;
        if (more || farLess) {
            // With room to grow, since each change is a look at all chunks; but what is kept takes room on the disk.
            age = needed.plus(behind.dividedBy(4));
            recording.setMaxAge(age);
        }
    }

    /**
     * Keeps everything from now on, within a limit.
     *
     * @return false if the recording has ended
     */
    boolean keepAll() {
        if (recording.getState() != RecordingState.RUNNING) {
            return false;
        }
        recording.setMaxSize(SIZE_UNREAD);
        recording.setMaxAge(null);
        return true;
    }

    /** Ends the recording and writes the file, where the JVM does not. */
    void stop() {
        if (recording.getState() == RecordingState.RUNNING) {
            recording.stop();
        }
    }

    /** Waits until the file is written; false if it takes too long. */
    boolean awaitEnd(Duration patience) throws InterruptedException {
        return ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The file, once {@link #awaitEnd} says so. */
    Path file() {
        return file;
    }

    /** Removes all traces. */
    @Override
    public void close() {
        FlightRecorder.removeListener(listener);
        recording.close();
        deleteFile();
    }

    void deleteFile() {
        try {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
