package dev.tracebridge.bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much is measured.
 *
 * @param rows benchmarks of the tracepoint
 * @param starts programs to start
 * @param startsEach how often to start each of them in a round
 * @param rounds at most
 * @param wholeRounds rounds with everything; the others have only what bars depend on
 * @param budget no round begins that would not end within it; two are measured in any case
 * @param length of one measurement at the tracepoint
 * @param thousands of events or lines for the pipelines
 * @param laps of the pipelines
 */
record Plan(
        List<Row> rows,
        List<StartUp> starts,
        int startsEach,
        int rounds,
        int wholeRounds,
        Duration budget,
        TracepointRun.Length length,
        int thousands,
        int laps) {

    /** The rows of a round, counted from 0. */
    List<Row> rows(int round) {
        return rows.stream()
                .filter(row -> row.isPossible() && (row.guarded() || round < wholeRounds))
                .toList();
    }

    /** Everything, up to ten times, in at most forty minutes. */
    static Plan full() {
        return new Plan(
                Row.all(), possibleStarts(), 4, 10, 10, Duration.ofMinutes(40), TracepointRun.Length.FULL, 500, 8);
    }

    /** Everything, up to five times, in at most eighteen minutes: a round takes some five on two idle cores. */
    static Plan quick() {
        return new Plan(
                Row.all(), possibleStarts(), 4, 5, 5, Duration.ofMinutes(18), TracepointRun.Length.SHORT, 250, 6);
    }

    /** What bars depend on, in less than three minutes. */
    static Plan guard() {
        List<Row> rows = Row.all().stream().filter(Row::guarded).toList();
        List<StartUp> starts =
                possibleStarts().stream().filter(StartUp::guarded).toList();
        return new Plan(rows, starts, 1, 6, 0, Duration.ofSeconds(172), TracepointRun.Length.SHORT, 250, 6);
    }

    private static List<StartUp> possibleStarts() {
        return Stream.of(StartUp.values()).filter(StartUp::isPossible).toList();
    }
}
