package dev.tracebridge.agent.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.Recording;

/**
 * The recording that {@code record=FILE} asks for. It is written to the file when the JVM ends; what it holds is flushed to disk once a second, so
 * that a crash leaves all but the last second in JFR's repository.
 */
final class OwnRecording {

    private static final Duration FLUSH_INTERVAL = Duration.ofSeconds(1);

    private final Recording recording;

    private OwnRecording(Recording recording) {
        this.recording = recording;
    }

    /**
     * Makes a recording that is not yet started.
     *
     * @param file where to write it to
     * @throws IOException if the file cannot be written
     */
    static OwnRecording to(String file) throws IOException {
        Path path;
        try {
            path = Path.of(file).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IOException("not a file name: " + file, e);
        }
        Path folder = path.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        Recording recording = new Recording();
        recording.setName("tracebridge");
        recording.setToDisk(true);
        recording.setDumpOnExit(true);
        recording.setDestination(path);
        return new OwnRecording(recording);
    }

    /** Starts it. */
    void start() {
        recording.start();
    }

    /** Replaces the settings of our event types. */
    void apply(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("jdk.Flush#enabled", "true");
        all.put("jdk.Flush#period", FLUSH_INTERVAL.toMillis() + " ms");
        recording.setSettings(all);
    }
}
