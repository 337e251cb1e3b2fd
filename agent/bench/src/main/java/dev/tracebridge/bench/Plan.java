package dev.tracebridge.bench;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param rows benchmarks of the tracepoint
 * @param starts programs to start
 * @param rounds at most
 * @param wholeRounds rounds with all rows; the others have only those that bars depend on
 * @param budget no round begins that would not end within it; two are measured in any case
 * @param thousands of events or lines for the pipelines
 * @param laps of the pipelines
 * @param measuresCatalogue whether reading and generating are measured too, on which no bar depends
 */
record Plan(
        List<Row> rows,
        List<StartUp> starts,
        int rounds,
        int wholeRounds,
        Duration budget,
        int thousands,
        int laps,
        boolean measuresCatalogue) {

    /** The rows of a round, counted from 0. */
    List<Row> rows(int round) {
        return rows.stream()
                .filter(row -> row.isPossible() && (row.guarded() || round < wholeRounds))
                .toList();
    }

    static Plan full() {
        return new Plan(Row.all(), List.of(StartUp.values()), 10, 10, Duration.ofMinutes(45), 1000, 8, true);
    }

    /** Everything, twice, in about seven minutes on two idle cores. */
    static Plan quick() {
        return new Plan(Row.all(), List.of(StartUp.values()), 6, 2, Duration.ofSeconds(225), 250, 6, true);
    }

    /** What bars depend on, in less than three minutes. */
    static Plan guard() {
        List<Row> rows = Row.all().stream().filter(Row::guarded).toList();
        List<StartUp> starts =
                List.of(StartUp.values()).stream().filter(StartUp::guarded).toList();
        return new Plan(rows, starts, 6, 0, Duration.ofSeconds(140), 250, 6, false);
    }
}
