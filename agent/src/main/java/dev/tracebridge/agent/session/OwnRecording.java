package dev.tracebridge.agent.session;

import dev.tracebridge.exporter.ProcessAttributeEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.Recording;

/**
 * The recording that {@code record=FILE} asks for. It is written to the file when the JVM ends; what it holds is flushed to disk once a second, so
 * that a crash leaves all but the last second in JFR's repository.
 */
final class OwnRecording implements EventSink {

    private static final String FLUSH_PERIOD = "1 s";

    private final Recording recording;
    private final Path file;

    private OwnRecording(Recording recording, Path file) {
        this.recording = recording;
        this.file = file;
    }

    /**
     * Makes a recording that is not yet started.
     *
     * @param name where to write it to
     * @throws IOException if the file cannot be written
     */
    static OwnRecording to(String name) throws IOException {
        Path file;
        try {
            file = Path.of(name).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new IOException("not a file name: " + name, e);
        }
        Path folder = file.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder");
        }
        Recording recording = new Recording();
        recording.setName("Tracebridge");
        recording.setToDisk(true);
        recording.setDumpOnExit(true);
        recording.setDestination(file);
        return new OwnRecording(recording, file);
    }

    /** Starts it. */
    void start() {
        ProcessAttributeEvent.register();
        recording.start();
    }

    /** Where it will be written to. */
    Path file() {
        return file;
    }

    @Override
    public void apply(Map<String, Boolean> enabled) {
        Map<String, String> settings = new HashMap<>();
        for (Map.Entry<String, Boolean> event : enabled.entrySet()) {
            settings.put(event.getKey() + "#enabled", event.getValue().toString());
        }
        settings.put("jdk.Flush#enabled", "true");
        settings.put("jdk.Flush#period", FLUSH_PERIOD);
        recording.setSettings(settings);
    }
}
