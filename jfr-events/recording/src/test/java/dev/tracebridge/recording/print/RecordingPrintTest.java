package dev.tracebridge.recording.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebridge.catalogue.TracepointPattern;
import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.MigrationBitmapSyncEndEvent;
import dev.tracebridge.migration.MigrationBitmapSyncStartEvent;
import dev.tracebridge.migration.MigrationSetupEvent;
import dev.tracebridge.migration.MigrationThreadAfterLoopEvent;
import dev.tracebridge.migration.MigrationThreadSetupCompleteEvent;
import dev.tracebridge.migration.RamDiscardRangeEvent;
import dev.tracebridge.migration.SavevmStateSetupEvent;
import dev.tracebridge.migration.VmstateDowntimeCheckpointEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingPrintTest {

    @TempDir
    private Path folder;

    private Path recording() throws IOException {
        Path file = folder.resolve("live.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrationBitmapSyncStartEvent.emit();
            RamDiscardRangeEvent.emit("pc.ram\u001b[31m", 4096, 8192);
            MigrationBitmapSyncEndEvent.emit(42);
            VmstateDowntimeCheckpointEvent.emit("src-downtime-start");
            VmstateDowntimeCheckpointEvent.emit("src-downtime-end");
            MigrateSetStateEvent.emit("completed");
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    private static String print(RecordingPrint print, Path file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        print.run(List.of(file), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void makesTwoLinesOfASpanAndOneOfEveryStep() throws IOException {
        assertThat(print(RecordingPrint.as(PrintForm.LOG, false), recording())).isEqualTo("""
                migrate_set_state new state setup
                migration_bitmap_sync_start\s
                ram_discard_range pc.ram\u001b[31m: start: 1000 2000
                migration_bitmap_sync_end dirty_pages 42
                vmstate_downtime_checkpoint src-downtime-start
                vmstate_downtime_checkpoint src-downtime-end
                migrate_set_state new state completed
                """);
    }

    /** The end of one span and the start of the next are one hit: a second one is another line, however like the first. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void makesOneLineOfAHitThatPlaysTwoRoles(int hits) throws IOException {
        Path file = folder.resolve("roles.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            SavevmStateSetupEvent.emit();
            for (int i = 0; i < hits; i++) {
                MigrationThreadSetupCompleteEvent.emit();
            }
            MigrationThreadAfterLoopEvent.emit();
            recording.stop();
            recording.dump(file);
        }

        assertThat(print(RecordingPrint.as(PrintForm.LOG, false), file))
                .isEqualTo("savevm_state_setup \n" + "migration_thread_setup_complete \n".repeat(hits)
                        + "migration_thread_after_loop \n");
    }

    @Test
    void makesALineOfAStartWhoseOtherRoleIsNotRecorded() throws IOException {
        Path file = folder.resolve("role.jfr");
        try (Recording recording = new Recording()) {
            recording.disable(MigrationSetupEvent.class);
            recording.start();
            SavevmStateSetupEvent.emit();
            MigrationThreadSetupCompleteEvent.emit();
            MigrationThreadAfterLoopEvent.emit();
            recording.stop();
            recording.dump(file);
        }

        assertThat(print(RecordingPrint.as(PrintForm.LOG, false), file))
                .isEqualTo("savevm_state_setup \nmigration_thread_setup_complete \nmigration_thread_after_loop \n");
    }

    @Test
    void selectsByPatternAndTime() throws IOException {
        Path file = recording();

        assertThat(print(
                        RecordingPrint.as(PrintForm.LOG, false).only(TracepointPattern.parse("*state,-vmstate*")),
                        file))
                .isEqualTo("migrate_set_state new state setup\nmigrate_set_state new state completed\n");
        assertThat(print(RecordingPrint.as(PrintForm.LOG, false).only(TracepointPattern.parse("-migrat*")), file))
                .hasLineCount(3)
                .doesNotContain("migrat");
        assertThat(print(RecordingPrint.as(PrintForm.LOG, false).from(Instant.now()), file))
                .isEmpty();
        assertThat(print(RecordingPrint.as(PrintForm.LOG, false).until(Instant.now()), file))
                .hasLineCount(7);
    }

    @Test
    void putsTimesBeforeNames() throws IOException {
        Path file = recording();

        assertThat(print(RecordingPrint.as(PrintForm.TIMESTAMP, false), file).lines())
                .hasSize(7)
                .allMatch(line -> line.matches("\\d+@\\d+\\.\\d{6}:\\w+ .*"));
        assertThat(print(RecordingPrint.as(PrintForm.ISO, false), file).lines())
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?Z \\w+ .*"));
    }

    @Test
    void printsJson() throws IOException {
        assertThat(print(RecordingPrint.as(PrintForm.JSON, false), recording()).lines())
                .hasSize(7)
                .anyMatch(line -> line.contains("\"name\":\"ram_discard_range\",\"arguments\":{\"rbname\":"
                        + "\"pc.ram\\u001B[31m\",\"start\":4096,\"len\":8192},"
                        + "\"text\":\"pc.ram\\u001B[31m: start: 1000 2000\"}"));
    }

    @Test
    void printsCsv() throws IOException {
        assertThat(print(RecordingPrint.as(PrintForm.CSV, false), recording()).lines())
                .hasSize(8)
                .startsWith("time,thread,log,line,name,text")
                .anyMatch(line -> line.endsWith(",,,migrate_set_state,new state setup"));
    }

    @Test
    void isHarmlessOnATerminal() throws IOException {
        assertThat(print(RecordingPrint.as(PrintForm.LOG, true), recording()))
                .doesNotContain("\u001b")
                .contains("ram_discard_range pc.ram\uFFFD[31m: start: 1000 2000\n");
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "no recording");

        assertThatThrownBy(() -> print(RecordingPrint.as(PrintForm.LOG, false), file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": expected a JDK Flight Recorder recording, found ");
    }
}
