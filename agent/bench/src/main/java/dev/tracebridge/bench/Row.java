package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.ByHand;
import dev.tracebridge.bench.tracepoint.Recorded;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of a table: a benchmark under certain conditions.
 *
 * @param id names the row in the results, for example {@code span.traced}
 * @param title says what it is
 * @param benchmark class and method, in the package of the benchmarks
 * @param rival what emits the spans or events
 * @param mode whether the events are {@code on}, {@code off}, {@code counted}, or on with {@code stack} traces
 * @param events the JFR events that each call emits once, if they are on, or the metrics that count it
 * @param calls of one invocation: some milliseconds of work
 * @param threads that call at the same time
 * @param guarded whether a bar depends on it
 */
record Row(
        String id,
        String title,
        String benchmark,
        Rival rival,
        String mode,
        List<String> events,
        int calls,
        int threads,
        boolean guarded) {

    /** Whose events or spans they are. */
    enum Rival {
        TRACEBRIDGE,
        METHOD_TRACE,
        SDK,
        SDK_DEFAULT_QUEUE,
        OTEL_AGENT
    }

    private static final int CALLS_OFF = 1_000_000;
    private static final int CALLS_ON = 60_000;
    private static final int CALLS_SPAN = 40_000;
    private static final int CALLS_STACK = 20_000;
    private static final int CALLS_SDK = 5_000;
    private static final int LATEST_FEATURE = 25;

    /** All rows, those to be compared beside each other. */
    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        String instant = "bench.bench_instant3";
        rows.add(off("instant3.bare", "bare method", "instant3Bare", instant, true));
        rows.add(off("instant3.off", "tracepoint off, 3 arguments", "instant3Traced", instant, true));
        rows.add(on("instant3.traced", "instant on, 3 arguments", "instant3Traced", instant, 1, true));
        rows.add(on("instant3.byhand", "the same event by hand", "instant3ByHand", "byhand.instant3", 1, true));
        String hot = "bench.bench_hot";
        rows.add(off("hot.bare", "bare method, 1 argument", "hotBare", hot, true));
        rows.add(hot("hot.traced", "hot tracepoint, counted", 1, true));
        rows.add(new Row(
                "hot.byhand",
                "LongAdder by hand",
                "RecordedBenchmark.hotByHand",
                Rival.TRACEBRIDGE,
                Recorded.COUNTED,
                List.of(ByHand.HOT),
                CALLS_OFF,
                1,
                false));
        rows.add(span("span.traced", "span on", "spanTraced", "bench.bench_span", 1, true));
        rows.add(span("span.byhand", "duration event by hand, no ids", "spanByHand", "byhand.span", 1, true));
        rows.add(span(
                "span.identified",
                "duration event by hand, with ids",
                "identifiedByHand",
                "byhand.identified",
                1,
                false));
        rows.add(span(
                "span.alike",
                "duration event by hand, with all fields of ours",
                "alikeByHand",
                "byhand.alike",
                1,
                false));
        rows.add(sdk("span.agent", "OpenTelemetry agent's span, no arguments", Rival.OTEL_AGENT, 1, true));
        rows.add(sdk("span.sdk", "OpenTelemetry SDK's span", Rival.SDK, 1, false));
        rows.add(sdk("span.sdk.full", "the same, queue of default length", Rival.SDK_DEFAULT_QUEUE, 1, false));
        rows.add(new Row(
                "span.methodtrace",
                "jdk.MethodTrace, no arguments",
                "RecordedBenchmark.spanBare",
                Rival.METHOD_TRACE,
                "on",
                List.of("jdk.MethodTrace"),
                CALLS_SPAN,
                1,
                false));
        rows.add(off("span.bare", "bare method", "spanBare", "bench.bench_span", false));
        rows.add(off("span.off", "span off", "spanTraced", "bench.bench_span", false));
        for (String[] outer : new String[][] {{"traced", "Traced", "bench.bench_"}, {"byhand", "ByHand", "byhand."}}) {
            String by = outer[0].equals("byhand") ? ", by hand, no ids" : "";
            rows.add(new Row(
                    "outer." + outer[0],
                    "span with one child" + by,
                    "RecordedBenchmark.outer" + outer[1],
                    Rival.TRACEBRIDGE,
                    "on",
                    List.of(outer[2] + "outer", outer[2] + "span"),
                    CALLS_SPAN / 2,
                    1,
                    false));
        }
        rows.add(off(
                "instant10.off", "tracepoint off, 10 arguments", "instant10Traced", "bench.bench_instant10", false));
        for (String shape : List.of("instant0", "instant10", "strings")) {
            String title = shape.equals("strings") ? "2 strings" : shape.substring(7) + " arguments";
            rows.add(on(shape + ".traced", "instant on, " + title, shape + "Traced", "bench.bench_" + shape, 1, false));
            rows.add(on(shape + ".byhand", "the same event by hand", shape + "ByHand", "byhand." + shape, 1, false));
        }
        rows.add(stack("stack.traced", "instant on, 3 arguments, stack trace", "instant3Traced", instant));
        rows.add(stack("stack.byhand", "the same event by hand", "instant3ByHand", "byhand.instant3"));
        for (int threads : new int[] {2, 8}) {
            String many = ", " + threads + " threads";
            String id = "." + threads;
            rows.add(on("instant3.traced" + id, "instant on" + many, "instant3Traced", instant, threads, false));
            rows.add(on(
                    "instant3.byhand" + id,
                    "the same by hand" + many,
                    "instant3ByHand",
                    "byhand.instant3",
                    threads,
                    false));
            rows.add(hot("hot.traced" + id, "hot tracepoint, counted" + many, threads, false));
            rows.add(span("span.traced" + id, "span on" + many, "spanTraced", "bench.bench_span", threads, false));
            rows.add(span("span.byhand" + id, "by hand, no ids" + many, "spanByHand", "byhand.span", threads, false));
            rows.add(sdk("span.sdk" + id, "OpenTelemetry SDK's span" + many, Rival.SDK, threads, false));
        }
        return List.copyOf(rows);
    }

    private static Row off(String id, String title, String method, String event, boolean guarded) {
        return new Row(
                id,
                title,
                "RecordedBenchmark." + method,
                Rival.TRACEBRIDGE,
                "off",
                List.of(event),
                CALLS_OFF,
                1,
                guarded);
    }

    private static Row on(String id, String title, String method, String event, int threads, boolean guarded) {
        return recorded(id, title, method, event, CALLS_ON, threads, guarded);
    }

    private static Row hot(String id, String title, int threads, boolean guarded) {
        return new Row(
                id,
                title,
                "RecordedBenchmark.hotTraced",
                Rival.TRACEBRIDGE,
                Recorded.COUNTED,
                List.of("bench.bench_hot"),
                CALLS_OFF / threads,
                threads,
                guarded);
    }

    private static Row span(String id, String title, String method, String event, int threads, boolean guarded) {
        return recorded(id, title, method, event, CALLS_SPAN, threads, guarded);
    }

    private static Row recorded(
            String id, String title, String method, String event, int calls, int threads, boolean guarded) {
        return new Row(
                id,
                title,
                "RecordedBenchmark." + method,
                Rival.TRACEBRIDGE,
                "on",
                List.of(event),
                calls / threads,
                threads,
                guarded);
    }

    private static Row stack(String id, String title, String method, String event) {
        return new Row(
                id,
                title,
                "RecordedBenchmark." + method,
                Rival.TRACEBRIDGE,
                "stack",
                List.of(event),
                CALLS_STACK,
                1,
                false);
    }

    private static Row sdk(String id, String title, Rival rival, int threads, boolean guarded) {
        String benchmark = rival == Rival.OTEL_AGENT ? "OtelAgentBenchmark.span" : "SdkBenchmark.span";
        return new Row(id, title, benchmark, rival, "on", List.of(), CALLS_SDK / threads, threads, guarded);
    }

    /** Whether this JVM can run it. */
    boolean isPossible() {
        return rival != Rival.METHOD_TRACE || Runtime.version().feature() >= LATEST_FEATURE;
    }
}
