package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpansCommandTest {

    @TempDir
    private Path folder;

    @Test
    void printsDeclaredAndProposedSpans() throws IOException {
        CommandRun run = CommandRun.of("catalogue", "spans", Example.in(folder)).without(folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("spans.yaml", run.out());
    }

    @Test
    void printsJson() throws IOException {
        CommandRun run = CommandRun.of("catalogue", "spans", "--json", Example.in(folder))
                .without(folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("spans.json", run.out());
    }

    @Test
    void printsAWholeSidecarWhereThereIsNone() throws IOException {
        Path catalogue = Example.write(folder, "trace-events", Example.CATALOGUE);

        CommandRun run = CommandRun.of("catalogue", "spans", catalogue).without(folder);

        GoldenFile.assertEqual("spans-proposed.yaml", run.out());
        Example.write(folder, SidecarOption.NAME, run.out());
        assertThat(CommandRun.of("catalogue", "check", catalogue).exitCode()).isZero();
    }

    @Test
    void printsDeclaredSpansAsTheyWereRead() {
        Catalogue catalogue = Catalogue.parse("trace-events", Example.CATALOGUE);
        CommandRun run = CommandRun.of("catalogue", "spans", Example.in(folder));

        List<SpanRule> declared =
                Sidecar.parse("declared", Example.SIDECAR, catalogue).spans();
        List<SpanRule> printed = Sidecar.parse("printed", "namespace: printed\n" + run.out(), catalogue)
                .spans();

        assertThat(printed.subList(0, declared.size()))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*position")
                .isEqualTo(declared);
    }

    @Test
    void printsKeysAndConditionsThatYamlWouldReadAsSomethingElse() {
        Path catalogue = Example.write(folder, "trace-events", """
                a(int n, const char *null) "%d %s"
                b(int yes, const char *null) "%d %s"
                """);
        String sidecar = """
                namespace: odd
                spans:
                  - name: odd
                    start:
                      tracepoint: a
                      when: {"null": "~", n: "-3"}
                      key: {argument: "null", map: {"a: b": "it's", "é": "\\\\\\"", "": "x"}}
                    end: {tracepoint: b, key: ["null"]}
                """;
        Path path = Example.write(folder, SidecarOption.NAME, sidecar);
        Catalogue read = Catalogue.read(catalogue);

        CommandRun run = CommandRun.of("catalogue", "spans", catalogue);

        SpanRule span = Sidecar.parse("printed", "namespace: printed\n" + run.out(), read)
                .spans()
                .get(0);
        SpanPoint declared = Sidecar.read(path, read).spans().get(0).start();
        assertThat(span.start().when()).isEqualTo(declared.when()).containsEntry("null", "~");
        assertThat(span.start().key()).isEqualTo(declared.key());
    }

    @Test
    void proposesNothingThatTheSidecarMentions() {
        Path catalogue = Example.write(folder, "trace-events", """
                a_start(void) ""
                a_end(void) ""
                b_start(void) ""
                b_end(void) ""
                b_done(void) ""
                c_start(void) ""
                c_end(void) ""
                d_start(void) ""
                d_end(void) ""
                """);
        Example.write(folder, SidecarOption.NAME, """
                namespace: x
                spans:
                  - {name: c, start: a_start, end: b_end}
                metrics:
                  - {tracepoint: d_end, instrument: counter}
                """);

        CommandRun run = CommandRun.of("catalogue", "spans", catalogue).without(folder);

        assertThat(run.out()).isEqualTo("""
                # trace-events: 1 span declared, 2 proposed
                spans:
                  # declared in trace-spans.yaml
                  - name: c
                    start: a_start
                    end: b_end
                  # proposed by name: keep what is true, complete key and shape
                  - name: b
                    start: b_start
                    end: b_done
                  - name: c_span
                    start: c_start
                    end: c_end
                """);
    }

    @Test
    void makesADocumentOfEachCatalogue() {
        Path first = Example.write(folder, "first", "a(void) \"\"\n");
        Path second = Example.write(folder, "second", "b(void) \"\"\nb_end(void) \"\"\n");

        CommandRun run = CommandRun.of("catalogue", "spans", first, second).without(folder);

        assertThat(run.out()).isEqualTo("""
                ---
                # first: 0 spans declared, 0 proposed
                namespace: example  # what the names of all events begin with: choose your own
                spans: []
                ---
                # second: 0 spans declared, 1 proposed
                namespace: example  # what the names of all events begin with: choose your own
                spans:
                  # proposed by name: keep what is true, complete key and shape
                  - name: b
                    start: b
                    end: b_end
                """);
    }

    /** What the shell leaves there for {@code spans trace-events > trace-spans.yaml}. */
    @Test
    void passesOverAnEmptySidecar() {
        Path catalogue = Example.write(folder, "trace-events", "a_start(void) \"\"\na_end(void) \"\"\n");
        Example.write(folder, SidecarOption.NAME, "");

        CommandRun run = CommandRun.of("catalogue", "spans", catalogue);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("namespace: example ", "0 spans declared, 1 proposed");
    }
}
