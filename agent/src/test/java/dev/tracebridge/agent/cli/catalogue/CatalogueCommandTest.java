package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueCommandTest {

    @Test
    void helpIntroducesTheGroup() throws IOException {
        CommandRun run = CommandRun.of("catalogue", "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("help.txt", run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "list", "spans", "diff", "generate", "jfc"})
    void helpExplainsACommand(String command) throws IOException {
        CommandRun run = CommandRun.of("catalogue", command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("help-" + command + ".txt", run.out());
    }

    @Test
    void withoutACommandItSaysWhichThereAre() {
        CommandRun run = CommandRun.of("catalogue");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("tracebridge: Missing required subcommand\nTry 'tracebridge catalogue --help'.\n");
    }

    @Test
    void suggestsTheOptionThatWasMeant() {
        CommandRun run = CommandRun.of("catalogue", "check", "--sidecra", "trace-spans.yaml", "trace-events");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Unknown option: '--sidecra'", "Possible solutions: --sidecar");
    }

    @Test
    void suggestsTheCommandThatWasMeant() {
        CommandRun run = CommandRun.of("catalogue", "chekc", "trace-events");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Did you mean: catalogue check?");
    }
}
