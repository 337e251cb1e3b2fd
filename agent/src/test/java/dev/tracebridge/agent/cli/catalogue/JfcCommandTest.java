package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Map;
import jdk.jfr.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JfcCommandTest {

    @TempDir
    private Path folder;

    @Test
    void switchesOnWhatThePatternSays() throws IOException, ParseException {
        CommandRun run = CommandRun.of("catalogue", "jfc", Example.in(folder), "--enable", "ram_*,page,set_state");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualTo("tracebridge: note: 3 of 19 events on\n");
        assertThat(settings(run.out()))
                .containsEntry("example.migration.ram_save_page#enabled", "true")
                .containsEntry("example.migration.page#enabled", "true")
                .containsEntry("example.migration.set_state#enabled", "true")
                .containsEntry("example.migration.ram_debug#enabled", "false")
                .containsEntry("example.migration.bitmap_sync#enabled", "false");
    }

    @Test
    void switchesOnTheDefaultsWithoutAPattern() throws IOException, ParseException {
        CommandRun run = CommandRun.of("catalogue", "jfc", Example.in(folder));

        assertThat(settings(run.out()))
                .containsEntry("example.migration.bitmap_sync#enabled", "true")
                .containsEntry("example.migration.ram_save_page#enabled", "false")
                .containsEntry("example.migration.ram_debug#enabled", "false");
    }

    @Test
    void writesAFile() throws IOException, ParseException {
        Path output = folder.resolve("my.jfc");

        CommandRun run = CommandRun.of("catalogue", "jfc", Example.in(folder), "-o", output);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(Configuration.create(output).getSettings())
                .containsEntry("example.migration.checkpoint#enabled", "true");
    }

    @Test
    void saysWhereItCannotWrite() {
        CommandRun run = CommandRun.of("catalogue", "jfc", Example.in(folder), "-o", folder.resolve("no/my.jfc"))
                .without(folder);

        assertThat(run).isEqualTo(new CommandRun(1, "", "tracebridge: no/my.jfc: no such file\n"));
    }

    @Test
    void takesTheNamespaceWhereThereIsNoSidecar() throws IOException, ParseException {
        CommandRun run = CommandRun.reading("a(void) \"\"\n", "catalogue", "jfc", "-", "--namespace", "x.y");

        assertThat(settings(run.out())).containsEntry("x.y.a#enabled", "true");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--no-sidecar | 2 | without a sidecar, --namespace must say what the names of the events begin with",
                "--no-sidecar --namespace a..b | 2 | --namespace: namespace 'a..b': an empty part",
                "--namespace a.b | 2 | --namespace: the sidecar says example.migration",
                "--enable a(b) | 2 | --enable: '(' in pattern 'a(b)': names have letters, digits and _, patterns also * and ?",
                "--enable page_requests | 1 | no tracepoint or span 'page_requests' in trace-events; did you mean 'page_request'?",
            })
    void refusesWhatMakesNoSense(String options, int exitCode, String message) {
        Example.in(folder);
        Object[] words = ("catalogue jfc " + folder.resolve("trace-events") + " " + options).split(" ");

        CommandRun run = CommandRun.of(words).without(folder);

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("tracebridge: " + message + "\n");
    }

    private static Map<String, String> settings(String text) throws IOException, ParseException {
        return Configuration.create(new StringReader(text)).getSettings();
    }
}
