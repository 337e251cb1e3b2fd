package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiffCommandTest {

    private static final String OLD = """
            # a.c
            same(int x)   "%d"
            gone(void) ""
            retyped(int x) "%d"
            reworded(int x) "x %d"
            switched_off(void) ""
            """;

    private static final String NEW = """
            # b.c
            fresh(const char *s) "%s"
            retyped(uint64_t x) "%" PRIu64
            reworded(int x) "x=%d"
            disable switched_off(void) ""
            same( int x) "%d"
            """;

    @TempDir
    private Path folder;

    @Test
    void printsWhatIsAddedRemovedAndChanged() throws IOException {
        CommandRun run = diff(OLD, NEW);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualTo("tracebridge: note: 1 added, 1 removed, 3 changed, 1 equal\n");
        GoldenFile.assertEqual("diff.txt", run.out());
    }

    @Test
    void printsJson() throws IOException {
        CommandRun run = diff(OLD, NEW, "--json");

        assertThat(run.exitCode()).isZero();
        GoldenFile.assertEqual("diff.json", run.out());
    }

    @Test
    void printsNothingWhereNothingDiffers() {
        CommandRun run = diff(NEW, NEW);

        assertThat(run).isEqualTo(new CommandRun(0, "", "tracebridge: note: 0 added, 0 removed, 0 changed, 5 equal\n"));
    }

    @Test
    void readsOneOfTheTwoFromStandardInput() {
        Path file = Example.write(folder, "new", NEW);

        CommandRun run = CommandRun.reading(OLD, "catalogue", "diff", "-", file);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("+ fresh(const char *s) \"%s\"\n- gone(void) \"\"\n");
    }

    @Test
    void cannotReadBothFromStandardInput() {
        CommandRun run = CommandRun.reading(OLD, "catalogue", "diff", "-", "-");

        assertThat(run).isEqualTo(new CommandRun(2, "", """
                tracebridge: only one of OLD and NEW can be standard input
                Try 'tracebridge catalogue diff --help'.
                """));
    }

    @Test
    void tellsTheProblemsOfBoth() {
        CommandRun run = diff("a()\n", "b()\n");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("old:1:").contains("\nnew:1:");
    }

    private CommandRun diff(String before, String after, Object... options) {
        Object[] arguments = new Object[options.length + 4];
        arguments[0] = "catalogue";
        arguments[1] = "diff";
        arguments[2] = Example.write(folder, "old", before);
        arguments[3] = Example.write(folder, "new", after);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return CommandRun.of(arguments).without(folder);
    }
}
