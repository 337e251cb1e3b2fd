package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private final Results results = results();

    @Test
    void isTheSameFromTheFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("new/results.json");
        results.write(file);

        assertThat(Results.read(file)).isEqualTo(results);
    }

    @Test
    void hasALineForEachRowAndEachBar() {
        String page = new Report(List.of(results, results), List.of(), "", "").page();

        for (Row row : Row.all()) {
            assertThat(page).contains("| " + row.title() + " | 20.0 ± 127 | 20.0 | 90 | 90 | 0 |");
        }
        for (Bar bar : Bar.of(results)) {
            assertThat(page)
                    .contains("| " + bar.title() + " | " + bar.limitText() + " | "
                            + bar.measured().text());
        }
    }

    @Test
    void givesTheReasonsAfterTheBars() {
        String page = new Report(List.of(results), List.of(), "## Why\n\nSince.\n", "").page();

        assertThat(page).containsSubsequence("## The bars", "## Why\n\nSince.\n\n## JDK 17");
    }

    @Test
    void saysTheCostsInFiveLines() {
        String table = new Report(List.of(results), List.of(), "", "").costs();

        assertThat(table.lines().filter(line -> line.startsWith("| ") && !line.contains("---")))
                .hasSize(6)
                .contains("| an instant, recorded | 20.0 ns | the JFR event by hand: 20.0 ns |");
    }

    private static Results results() {
        List<Series> series = new ArrayList<>();
        for (Row row : Row.all()) {
            series.add(series(row.id() + ".ns", row.title(), Map.of("calls", 90L, "recorded.x", 90L)));
            series.add(series(row.id() + ".bytes", row.title(), Map.of()));
        }
        for (StartUp start : StartUp.values()) {
            series.add(series(start.id() + ".seconds", start.title(), Map.of()));
            series.add(series(start.id() + ".mb", start.title(), Map.of()));
        }
        for (String id :
                List.of("assembly.rate", "assembly.core", "export.rate", "export.core", "import.rate", "import.core")) {
            series.add(series(id, "pipeline", Map.of("events", 90L)));
        }
        series.add(series("jar.mb", "jar", Map.of()));
        Machine machine = new Machine(17, "JVM", "processor", 2, "Linux", 0.5);
        return new Results(machine, "2026-11-21T00:00:00Z", "agent/bench/run", 2, series);
    }

    private static Series series(String id, String title, Map<String, Long> counts) {
        return new Series(id, title, "unit", List.of(10.0, 30.0), counts);
    }
}
