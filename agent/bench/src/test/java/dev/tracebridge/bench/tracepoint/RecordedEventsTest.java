package dev.tracebridge.bench.tracepoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedEventsTest {

    @TempDir
    private Path folder;

    @Test
    void countsAsTheJdkDoes() throws IOException {
        Path recording = record(1000);
        Map<String, Long> read = new TreeMap<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            read.merge(event.getEventType().getName(), 1L, Long::sum);
        }

        Map<String, Long> counted = RecordedEvents.count(recording);

        assertThat(counted)
                .containsAllEntriesOf(read)
                .containsEntry("test.brief", 1000L)
                .containsEntry("test.lengthy", 10L);
    }

    @Test
    void refusesARecordingThatIsCut() throws IOException {
        Path recording = record(1);
        byte[] bytes = Files.readAllBytes(recording);
        Files.write(recording, Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> RecordedEvents.count(recording))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(bytes.length + " bytes of " + (bytes.length - 1));
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), "no recording at all ".repeat(10));

        assertThatThrownBy(() -> RecordedEvents.count(file))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("no chunk at 0");
    }

    private Path record(int shortEvents) throws IOException {
        Path file = folder.resolve("test.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("test.brief").withoutStackTrace();
            recording.enable("test.lengthy").withStackTrace();
            recording.start();
            for (int i = 0; i < shortEvents; i++) {
                new ShortEvent().commit();
            }
            for (int i = 0; i < 10; i++) {
                LongEvent event = new LongEvent();
                event.text = "x".repeat(i * 1000);
                event.commit();
            }
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @Name("test.brief")
    private static final class ShortEvent extends Event {}

    @Name("test.lengthy")
    private static final class LongEvent extends Event {
        String text;
    }
}
