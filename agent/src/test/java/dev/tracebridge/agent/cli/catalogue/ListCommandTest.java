package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListCommandTest {

    @TempDir
    private Path folder;

    @Test
    void printsOneLineForEachTracepoint() throws IOException {
        CommandRun run = CommandRun.of("catalogue", "list", Example.in(folder)).without(folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("list.txt", run.out());
    }

    @Test
    void printsJson() throws IOException {
        CommandRun run =
                CommandRun.of("catalogue", "list", "--json", Example.in(folder)).without(folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        GoldenFile.assertEqual("list.json", run.out());
    }

    @Test
    void saysWhereInWhichCatalogueWithSeveral() {
        Path first = Example.write(folder, "first", "a(void) \"\"\n");
        Path second = Example.write(folder, "second", "# b.c\n\nb(int x) \"%d\"\n");

        CommandRun run = CommandRun.of("catalogue", "list", first, second).without(folder);

        assertThat(run.out()).isEqualTo("""
                first:1   instant       a(void) ""
                second:3  instant  b.c  b(int x) "%d"
                """);
    }

    @Test
    void printsNothingWhereACatalogueIsBroken() {
        Path good = Example.write(folder, "good", "a(void) \"\"\n");
        Path broken = Example.write(folder, "broken", "a()\n");

        CommandRun run = CommandRun.of("catalogue", "list", good, broken).without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("broken:1:");
    }

    @Test
    void keepsJsonInAscii() {
        Path catalogue = Example.write(folder, "trace-events", "## Über\na(void) \"\"\n");

        CommandRun run = CommandRun.of("catalogue", "list", "--json", catalogue);

        assertThat(run.out()).contains("\"group\": \"\\u00DCber\"").matches("\\p{ASCII}*");
    }
}
