package dev.tracebridge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.catalogue.GoldenFile;
import dev.tracebridge.migration.MigrateSetStateEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class ExportCommandTest {

    @TempDir
    private Path folder;

    @Test
    void writesSpansAndSaysHowMany() throws IOException {
        Path output = folder.resolve("spans.jsonl");

        CommandRun run = CommandRun.of("export", recording(), "--output", output);

        assertThat(run).isEqualTo(new CommandRun(0, "received 2, exported 2 (3 spans), dropped 0, pending 0\n", ""));
        assertThat(Files.readString(output)).contains("\"name\":\"setup\"", "\"name\":\"migration\"");
    }

    @Test
    void refusesWhatIsNoRecordingInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("trace.log"), "migrate_set_state new state setup\n");

        CommandRun run = CommandRun.of("export", file, "--output", folder.resolve("spans.jsonl"))
                .without(folder);

        assertThat(run)
                .isEqualTo(new CommandRun(
                        1,
                        "",
                        "tracebridge: trace.log: expected a JDK Flight Recorder recording, found 0x6d696772 at 0, where a"
                                + " chunk would begin with FLR\n"));
        assertThat(folder).isDirectoryNotContaining("glob:**spans.jsonl*");
    }

    @Test
    void saysWhereTheCollectorIsThatDoesNotAnswer() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        System.setProperty("otel.exporter.otlp.endpoint", "http://127.0.0.1:" + free);
        System.setProperty("otel.java.exporter.otlp.retry.disabled", "true");
        try {
            CommandRun run = CommandRun.of("export", recording());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.out()).isEmpty();
            assertThat(run.err())
                    .startsWith("tracebridge: http://127.0.0.1:" + free + ": export failed")
                    .hasLineCount(1);
        } finally {
            System.clearProperty("otel.exporter.otlp.endpoint");
            System.clearProperty("otel.java.exporter.otlp.retry.disabled");
        }
    }

    @Test
    void refusesSettingsThatExportNothing() throws IOException {
        System.setProperty("otel.traces.exporter", "none");
        try {
            CommandRun run = CommandRun.of("export", recording());

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("tracebridge: OpenTelemetry's settings say")
                    .hasLineCount(1);
        } finally {
            System.clearProperty("otel.traces.exporter");
        }
    }

    @Test
    void explainsItself() throws IOException {
        CommandRun run = CommandRun.of("export", "--help");

        assertThat(run.exitCode()).isZero();
        GoldenFile.assertEqual("../help-export.txt", run.out());
    }

    private Path recording() throws IOException {
        Path file = folder.resolve("migration.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrateSetStateEvent.emit("active");
            MigrateSetStateEvent.emit("completed");
            recording.stop();
            recording.dump(file);
        }
        return file;
    }
}
