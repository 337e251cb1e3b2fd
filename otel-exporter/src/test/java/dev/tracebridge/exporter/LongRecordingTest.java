package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the length of a recording. */
class LongRecordingTest {

    private static final int INSTANTS_PER_SPAN = 9;

    @TempDir
    private Path folder;

    @Test
    void millionEventsNeedNoMoreThanTheHeapOfASmallJvm() throws Exception {
        Path recording = recording(1_000_000);

        ChildJvm.Outcome outcome = ChildJvm.of(Exporter.class)
                .option("-Xmx512m")
                .arguments(recording, folder.resolve("spans.jsonl"))
                .run();

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.out())
                .as("no instant seems to lie outside its span, chunk borders or not")
                .isEqualTo("received 1000000, exported 1000000 (100000 spans), dropped 0, pending 0\n");
    }

    /** Nine instants in a span each. */
    private Path recording(int events) throws IOException {
        Path file = folder.resolve("long.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(RamSavePageEvent.class);
            recording.setMaxAge(Duration.ofHours(1));
            recording.start();
            for (int id = 0; id < events / (INSTANTS_PER_SPAN + 1); id++) {
                SavevmSectionEvent span = SavevmSectionEvent.begin("ram", id);
                for (int page = 0; page < INSTANTS_PER_SPAN; page++) {
                    RamSavePageEvent.emit("pc.ram", page, page, 0);
                }
                SavevmSectionEvent.end(span, "ram", 0);
            }
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    /** Exports a recording to a file. */
    static final class Exporter {

        private Exporter() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(RecordingExport.run(
                    List.of(Path.of(arguments[0])), Optional.of(Path.of(arguments[1])), System.err::println));
        }
    }
}
