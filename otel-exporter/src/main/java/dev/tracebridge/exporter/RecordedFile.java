package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Reads the events of a recording that was written to a file. */
final class RecordedFile {

    private RecordedFile() {}

    /**
     * Reads a file.
     *
     * @param file a recording
     * @param events takes all events, in the order of their ends, on this thread
     * @throws IOException where the file is no recording, or ends too early; the events before that have been taken
     */
    static void read(Path file, Consumer<RecordedEvent> events) throws IOException {
        EventOrder order = new EventOrder(events);
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                order.add(recording.readEvent());
            }
        } finally {
            order.releaseAll();
        }
    }
}
