package dev.tracebridge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.RamDiscardRangeEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintCommandTest {

    @TempDir
    private Path folder;

    private Path recording() throws IOException {
        Path file = folder.resolve("live.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            RamDiscardRangeEvent.emit("pc.ram", 4096, 8192);
            MigrateSetStateEvent.emit("completed");
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @Test
    void printsWhatQemuWouldHaveLogged() throws IOException {
        assertThat(ImportCommandTest.printed(recording())).isEqualTo("""
                migrate_set_state new state setup
                ram_discard_range pc.ram: start: 1000 2000
                migrate_set_state new state completed
                """);
    }

    @Test
    void selectsAndShapes() throws IOException {
        Path file = recording();

        assertThat(ImportCommandTest.printed("--events", "ram_*", "--format", "json", file))
                .hasLineCount(1)
                .contains("\"arguments\":{\"rbname\":\"pc.ram\",\"start\":4096,\"len\":8192}");
        assertThat(ImportCommandTest.printed("--from", "2100-01-01T00:00:00Z", "--format", "csv", file))
                .isEqualTo("time,thread,log,line,name,text\n");
        assertThat(ImportCommandTest.printed("--to", "2100-01-01T00:00:00Z", "--format", "iso", file))
                .hasLineCount(3);
    }

    @Test
    void refusesWhatIsNoRecording() throws IOException {
        Path file = Files.writeString(folder.resolve("trace.log"), "migrate_set_state new state setup\n");

        assertThat(CommandRun.of("print", file).without(folder).err())
                .startsWith("tracebridge: trace.log: expected a JDK Flight Recorder recording, found ");
        assertThat(CommandRun.of("print", folder.resolve("none.jfr")).without(folder))
                .isEqualTo(new CommandRun(1, "", "tracebridge: none.jfr: no such file\n"));
    }

    @Test
    void saysHowItIsUsed() {
        assertThat(CommandRun.of("print", "--events", "a b", "x.jfr").exitCode())
                .isEqualTo(2);
        assertThat(CommandRun.of("print", "--format", "xml", "x.jfr").exitCode())
                .isEqualTo(2);
        CommandRun help = CommandRun.of("print", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("Usage: tracebridge print [-h]", "log, timestamp, iso, json, csv");
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    }
}
