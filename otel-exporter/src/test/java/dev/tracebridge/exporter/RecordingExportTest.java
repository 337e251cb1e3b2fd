package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import dev.tracebridge.recording.chunk.FieldType;
import dev.tracebridge.recording.chunk.RecordingWriter;
import dev.tracebridge.recording.chunk.TypeAnnotations;
import dev.tracebridge.recording.chunk.WrittenType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordingExportTest {

    @TempDir
    private Path folder;

    private Path output;

    @BeforeEach
    void nameOutput() {
        output = folder.resolve("spans.jsonl");
    }

    @Test
    void writesTheSpansOfARecordingWithTheResourceOfItsJvm() throws IOException {
        ProcessAttributeEvent.register();
        Path file = recorded(() -> SavevmSectionEvent.open("ram", 7));

        ExportCounts counts = export(file);

        assertThat(counts.received()).isEqualTo(2);
        assertThat(counts.exported()).isEqualTo(2);
        assertThat(Files.readString(output))
                .contains("\"name\":\"savevm_section\"", "\"name\":\"ram_save_page\"")
                .contains(ProcessDescription.ofThisJvm().attributes().get("service.instance.id"))
                .contains("{\"key\":\"process.pid\",\"value\":{\"intValue\":\""
                        + ProcessHandle.current().pid() + "\"}}");
        assertThat(folder).isDirectoryNotContaining("glob:**.partial");
    }

    @Test
    void writesTheSameSpansAgain() throws IOException {
        Path file = recorded(() -> {});
        export(file);
        byte[] first = Files.readAllBytes(output);

        export(file);

        assertThat(Files.readAllBytes(output)).isEqualTo(first);
    }

    @Test
    void takesTheChunksOfOneJvmTogetherAndThoseOfOthersApart() throws IOException {
        Path one = Files.createDirectory(folder.resolve("one"));
        Path other = Files.createDirectory(folder.resolve("other"));
        try (Recording recording = new Recording();
                Recording second = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
            // Makes Flight Recorder begin a chunk.
            second.start();
            MigrateSetStateEvent.emit("completed");
            recording.stop();
            split(recording, one);
        }
        Files.copy(one.resolve("0.jfr"), other.resolve("0.jfr"));

        List<RecordedJvm> jvms = RecordedJvm.find(folder, notice -> {});

        assertThat(jvms).extracting(jvm -> jvm.files().size()).containsExactlyInAnyOrder(2, 1);
        RecordedJvm whole =
                jvms.stream().filter(jvm -> jvm.files().size() == 2).findFirst().orElseThrow();
        assertThat(Assembly.read(whole).spans())
                .extracting(AssembledSpan::name)
                .containsExactlyInAnyOrder("setup", "active", "migration");
    }

    /** What is handed to the exporter by mistake. */
    enum Wrong {
        NO_FILE("no such file"),
        EMPTY_FILE("an empty file"),
        PICTURE("expected a JDK Flight Recorder recording, found 0x89504e47 at 0"),
        HALF_A_FILE("found a chunk at 0 that is cut off: it has "),
        DAMAGED("cannot be read: "),
        EMPTY_DIRECTORY("expected a repository of JDK Flight Recorder (*.jfr), found no such file in it"),
        FOREIGN_RECORDING("expected events of tracepoints, found none");

        private final String message;

        Wrong(String message) {
            this.message = message;
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoRecordingOfTracepoints(Wrong wrong) throws IOException {
        Path input = input(wrong);
        Set<Path> before = files();

        assertThatExceptionOfType(RecordingException.class)
                .isThrownBy(() -> export(input))
                .withMessageStartingWith(input.toString() + ": ")
                .withMessageContaining(wrong.message)
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));

        assertThat(files()).as("no output left behind").isEqualTo(before);
    }

    private Path input(Wrong wrong) throws IOException {
        Path input = folder.resolve("input");
        switch (wrong) {
            case NO_FILE -> {}
            case EMPTY_FILE -> Files.createFile(input);
            case PICTURE -> Files.write(input, new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13});
            case HALF_A_FILE -> {
                byte[] whole = Files.readAllBytes(recorded(() -> {}));
                Files.write(input, Arrays.copyOf(whole, whole.length / 2));
            }
            case DAMAGED -> {
                byte[] whole = Files.readAllBytes(recorded(() -> {}));
                Arrays.fill(whole, ChunkHeader.LENGTH, whole.length, (byte) 0x55);
                Files.write(input, whole);
            }
            case EMPTY_DIRECTORY -> Files.createDirectory(input);
            case FOREIGN_RECORDING -> {
                try (Recording recording = new Recording()) {
                    recording.start();
                    recording.stop();
                    recording.dump(input);
                }
            }
        }
        return input;
    }

    private Set<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return new HashSet<>(files.toList());
        }
    }

    private ExportCounts export(Path input) throws IOException {
        return RecordingExport.run(List.of(input), Optional.of(output), notice -> {});
    }

    private Path recorded(Runnable before) throws IOException {
        Path file = folder.resolve("recorded.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            before.run();
            RamSavePageEvent.emit("ram", 0, 0x1000, 0);
            SavevmSectionEvent.close("ram", 7, 0);
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    /** Lays the chunks of a recording side by side, as they are in the repository. */
    private static void split(Recording recording, Path directory) throws IOException {
        Path whole = directory.resolve("whole");
        recording.dump(whole);
        byte[] bytes = Files.readAllBytes(whole);
        for (ChunkHeader chunk : RecordedChunks.of(whole).readable()) {
            Files.write(
                    directory.resolve(chunk.position() + ".jfr"),
                    Arrays.copyOfRange(bytes, (int) chunk.position(), (int) chunk.end()));
        }
        Files.delete(whole);
    }

    @Test
    void tellsWhatFlightRecorderLost() throws IOException {
        Path file = recorded(() -> {});
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
            WrittenType loss = new WrittenType("jdk.DataLoss", new TypeAnnotations())
                    .field("amount", FieldType.LONG, new TypeAnnotations())
                    .field("total", FieldType.LONG, new TypeAnnotations());
            RecordingWriter writer = new RecordingWriter(out);
            for (long total = 4096; total <= 8192; total += 4096) {
                writer.begin(loss, EventTimes.now(), 0, 0);
                writer.longNumber(4096);
                writer.longNumber(total);
                writer.end();
            }
            writer.finish();
        }
        List<String> said = new ArrayList<>();

        RecordingExport.run(List.of(file), Optional.of(output), said::add);

        assertThat(said)
                .containsExactly(
                        "Flight Recorder lost 8192 bytes of events, of tracepoints or others, before they were in"
                                + " a file: it had no free buffer (jdk.DataLoss)");
    }
}
