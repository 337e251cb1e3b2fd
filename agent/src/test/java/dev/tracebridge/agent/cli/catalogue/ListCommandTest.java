package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ram_save_page | ram_save_page",
                "ram_* | ram_save_page",
                "ram_debug | ram_debug",
                "page | page_request page_placed page_failed",
                "*_enter,*_exit,-send_exit | send_enter",
                "-*a*,-*e* | ",
                "-*_e* | bitmap_sync_start section_start set_state checkpoint downtime_save vm_state_change page_request page_placed"
                        + " page_failed",
            })
    void picksWhatAPatternSwitchesOn(String pattern, String names) {
        CommandRun run = CommandRun.of("catalogue", "list", "--json", "--events", pattern, Example.in(folder));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()
                        .lines()
                        .filter(line -> line.startsWith("          \"name\""))
                        .map(line -> line.replaceAll(".*: \"|\".*", ""))
                        .collect(Collectors.joining(" ")))
                .isEqualTo(names == null ? "" : names);
    }

    @Test
    void saysThatNothingIsPicked() {
        CommandRun run = CommandRun.of("catalogue", "list", "--events", "none*", Example.in(folder));

        assertThat(run).isEqualTo(new CommandRun(0, "", "tracebridge: note: no tracepoints to list\n"));
    }

    @Test
    void refusesNamesThatAreNone() {
        CommandRun run = CommandRun.of("catalogue", "list", "--events", "ram_save_pgae,x*,other", Example.in(folder))
                .without(folder);

        assertThat(run).isEqualTo(new CommandRun(1, "", """
                tracebridge: no tracepoint or span 'ram_save_pgae' in trace-events; did you mean 'ram_save_page'?
                tracebridge: no tracepoint or span 'other' in trace-events; names with a * are globs
                """));
    }

    @Test
    void refusesWhatIsNoPattern() {
        CommandRun run = CommandRun.of("catalogue", "list", "--events", "a,,b", Example.in(folder));

        assertThat(run).isEqualTo(new CommandRun(2, "", """
                tracebridge: --events: empty pattern in 'a,,b'
                Try 'tracebridge catalogue list --help'.
                """));
    }
}
