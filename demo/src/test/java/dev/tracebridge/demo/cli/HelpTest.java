package dev.tracebridge.demo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each command says of itself; {@code -Dtracebridge.golden.update=true} writes it anew. */
class HelpTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("basedir"), "src/test/resources/dev/tracebridge/demo/cli");

    private static Stream<String> commands() {
        return Stream.concat(Stream.of("demo"), Demo.commandLine().getSubcommands().keySet().stream());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void saysWhatACommandDoes(String command) throws IOException {
        Run run = command.equals("demo") ? Run.of("--help") : Run.of(command, "--help");
        Path golden = FOLDER.resolve("help-" + command + ".txt");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        if (Boolean.getBoolean("tracebridge.golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(golden, run.out());
        }
        assertThat(run.out()).isEqualTo(Files.readString(golden));
    }
}
