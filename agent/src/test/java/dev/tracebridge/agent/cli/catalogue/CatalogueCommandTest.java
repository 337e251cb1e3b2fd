package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueCommandTest {

    @Test
    void helpIntroducesTheGroup() throws IOException {
        CommandRun run = CommandRun.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("help.txt", run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "list"})
    void helpExplainsACommand(String command) throws IOException {
        CommandRun run = CommandRun.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("help-" + command + ".txt", run.out());
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Missing required subcommand\n").contains("check", "list");
    }

    @Test
    void suggestsTheOptionThatWasMeant() {
        CommandRun run = CommandRun.of("check", "--sidecra", "trace-spans.yaml", "trace-events");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Unknown option: '--sidecra'", "Possible solutions: --sidecar");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        CommandRun run = CommandRun.of("chekc", "trace-events");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Did you mean: catalogue check?");
    }
}
