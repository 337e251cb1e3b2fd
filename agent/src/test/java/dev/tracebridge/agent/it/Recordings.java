package dev.tracebridge.agent.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** What a recording of a child JVM holds. */
final class Recordings {

    private Recordings() {}

    /** Our events in the order they began. */
    static List<RecordedEvent> events(Path recording) {
        return events(recording, name -> name.startsWith("it."));
    }

    /** The events whose types' names are wanted, in the order they began. */
    static List<RecordedEvent> events(Path recording, Predicate<String> wanted) {
        try {
            return RecordingFile.readAllEvents(recording).stream()
                    .filter(event -> wanted.test(event.getEventType().getName()))
                    .sorted(java.util.Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<RecordedEvent> events(Path recording, String name) {
        return events(recording).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .toList();
    }

    static RecordedEvent section(Path recording, String id) {
        return events(recording, "it.section").stream()
                .filter(event -> event.getString("id").equals(id))
                .findFirst()
                .orElseThrow();
    }

    static String traceId(RecordedEvent event) {
        return Long.toHexString(event.getLong("traceIdHigh")) + Long.toHexString(event.getLong("traceIdLow"));
    }
}
