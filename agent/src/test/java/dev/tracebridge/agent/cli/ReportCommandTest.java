package dev.tracebridge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.VmstateDowntimeCheckpointEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {

    @TempDir
    private Path folder;

    @Test
    void tellsWhatARecordingHolds() throws IOException {
        CommandRun run = CommandRun.of("report", recording());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("Migration report\n")
                .contains("migration.jfr", "Completed after", "src-vm-stopped")
                .doesNotContain("\u001b");
    }

    @Test
    void printsJson() throws IOException {
        CommandRun run = CommandRun.of("report", "--json", recording());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith("{\n")
                .contains("\"state\" : \"setup\"")
                .endsWith("}\n");
    }

    @Test
    void printsTimesOfTheZone() throws IOException {
        Path recording = recording();

        String utc = CommandRun.of("report", "--zone", "UTC", recording).out();
        String nepal = CommandRun.of("report", "--zone", "+05:45", recording).out();

        assertThat(nepal).isNotEqualTo(utc).hasLineCount((int) utc.lines().count());
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        Path file = Files.writeString(folder.resolve("trace.log"), "migrate_set_state new state setup\n");

        CommandRun run = CommandRun.of("report", file).without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("tracebridge: trace.log: expected a JDK Flight Recorder recording, found ");
    }

    @Test
    void refusesWhatIsNoZone() {
        CommandRun run = CommandRun.of("report", "--zone", "Atlantis", "a.jfr");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("tracebridge: Invalid value for option '--zone'");
    }

    @Test
    void explainsItself() {
        CommandRun run = CommandRun.of("report", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Usage: tracebridge report [-h]", "--html=FILE", "--json", "--rules", "--zone=ZONE");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void writesAPage() throws IOException {
        Path page = folder.resolve("report.html");

        CommandRun run = CommandRun.of("report", "--html", page, recording());

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).startsWith("Migration report\n");
        assertThat(page).content().startsWith("<!DOCTYPE html>").contains("\"src-vm-stopped\"");
        assertThat(folder).isDirectoryNotContaining("glob:**.report*");
    }

    @Test
    void leavesAPageThatExists() throws IOException {
        Path page = Files.writeString(folder.resolve("report.html"), "mine");
        Path recording = recording();

        CommandRun refused = CommandRun.of("report", "--html", page, recording).without(folder);

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).isEqualTo("tracebridge: report.html: exists; --force writes over it\n");
        assertThat(page).hasContent("mine");
        assertThat(CommandRun.of("report", "--force", "--html", page, recording).exitCode())
                .isZero();
        assertThat(page).content().startsWith("<!DOCTYPE html>");
    }

    @Test
    void saysWhyAPageCannotBeWritten() throws IOException {
        CommandRun run = CommandRun.of("report", "--html", folder.resolve("none/report.html"), recording())
                .without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("tracebridge: none/report.html: cannot be written: ")
                .hasLineCount(1);
    }

    @Test
    void runsTheRulesOfMissionControl() throws IOException {
        Path file = folder.resolve("paused.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("postcopy-active");
            MigrateSetStateEvent.emit("postcopy-paused");
            MigrateSetStateEvent.emit("failed");
            recording.stop();
            recording.dump(file);
        }

        CommandRun run = CommandRun.of("report", "--rules", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(
                        "Rules of JDK Mission Control",
                        "warning: Live migration: Postcopy pauses",
                        "was paused 1 time");
    }

    private Path recording() throws IOException {
        Path file = folder.resolve("migration.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
            VmstateDowntimeCheckpointEvent.emit("src-downtime-start");
            VmstateDowntimeCheckpointEvent.emit("src-vm-stopped");
            VmstateDowntimeCheckpointEvent.emit("src-downtime-end");
            MigrateSetStateEvent.emit("completed");
            recording.stop();
            recording.dump(file);
        }
        return file;
    }
}
