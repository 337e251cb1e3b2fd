package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Commands that write to a disk that fills up: a file system of 32 KiB in a mount namespace of its own or, where none may be made, a limit of the
 * operating system on the size of files.
 */
class FullDiskIT {

    private static final int KIBIBYTES = 32;

    private static final String IN_A_SMALL_DISK = "mount -t tmpfs -o size=" + KIBIBYTES + "k tmpfs \"$0\" && ";
    private static final String WITH_A_LIMIT = "ulimit -f " + KIBIBYTES + " && ";
    private static final String RUN =
            "cd \"$0\" && echo precious > out && { \"$@\"; echo \"exit $?\"; ls -A; cat out; }";

    @TempDir
    private Path folder;

    private Path disk;
    private Path catalogue;
    private Path log;

    @BeforeEach
    void writeALog() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        catalogue = Files.writeString(folder.resolve("trace-events-all"), """
                migrate_set_state(const char *new_state) "new state %s"
                migration_bitmap_sync_start(void) ""
                migration_bitmap_sync_end(uint64_t dirty_pages) "dirty_pages %" PRIu64
                """);
        StringBuilder lines = new StringBuilder("1@1700000000.000000:migrate_set_state new state active\n");
        for (int i = 0; i < 20_000; i++) {
            lines.append(String.format("1@1700000001.%06d:migration_bitmap_sync_start \n", 2 * i));
            lines.append(String.format("1@1700000001.%06d:migration_bitmap_sync_end dirty_pages %d\n", 2 * i + 1, i));
        }
        log = Files.writeString(folder.resolve("source.log"), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"import", "report", "export"})
    void leavesWhatWasThereAndNothingElse(String command) throws IOException {
        ChildJvm.Result result = switch (command) {
            case "import" ->
                onFullDisk("import", log.toString(), "--catalogue", catalogue.toString(), "--force", "-o", "out");
            case "report" -> onFullDisk("report", recording().toString(), "--force", "--html", "out");
            default -> onFullDisk("export", recording().toString(), "--output", "out");
        };

        assertThat(result.out()).endsWith("exit 1\nout\nprecious\n");
        assertThat(result.err())
                .startsWith("tracebridge: out: cannot be written: ")
                .hasLineCount(1);
    }

    @Test
    void saysThatResultsCannotBeWritten() throws IOException {
        Path recording = recording();
        for (List<String> command : List.of(
                List.of("print", recording.toString()),
                List.of("report", recording.toString()),
                List.of("catalogue", "list", catalogue.toString()))) {
            List<String> words = new ArrayList<>(List.of("sh", "-c", "\"$@\" > /dev/full", "sh"));
            words.addAll(tracebridge(command.toArray(String[]::new)));
            ChildJvm.Result result = ChildJvm.tool(Map.of(), words.toArray(String[]::new));

            assertThat(result.exitCode()).as("%s", command).isEqualTo(1);
            assertThat(result.err()).isEqualTo("tracebridge: standard output cannot be written\n");
        }
    }

    @Test
    void saysNothingWhereTheReaderHasSeenEnough() {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"));
        words.addAll(tracebridge("print", recording().toString()));
        ChildJvm.Result result = ChildJvm.tool(Map.of(), words.toArray(String[]::new));

        assertThat(result.out()).isEqualTo("1@1700000000.000000:migrate_set_state new state active\n");
        assertThat(result.err()).isEmpty();
    }

    private Path recording() {
        Path recording = folder.resolve("migration.jfr");
        ChildJvm.tool(
                        Map.of(),
                        tracebridge(
                                        "import",
                                        log.toString(),
                                        "--catalogue",
                                        catalogue.toString(),
                                        "-o",
                                        recording.toString())
                                .toArray(String[]::new))
                .assertExit(0);
        return recording;
    }

    private ChildJvm.Result onFullDisk(String... arguments) {
        List<String> words = new ArrayList<>();
        if (ChildJvm.tool(Map.of(), "unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", disk.toString())
                        .exitCode()
                == 0) {
            words.addAll(List.of("unshare", "-rm", "sh", "-c", IN_A_SMALL_DISK + RUN, disk.toString()));
        } else {
            words.addAll(List.of("bash", "-c", WITH_A_LIMIT + RUN, disk.toString()));
        }
        words.addAll(tracebridge(arguments));
        return ChildJvm.tool(Map.of(), words.toArray(String[]::new));
    }

    private static List<String> tracebridge(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(ChildJvm.javaTool("java"), "-jar", ChildJvm.agentJar().toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
