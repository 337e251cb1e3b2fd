package dev.tracebridge.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/** The results in words and tables, as Markdown. */
final class Report {

    private static final String NANOS = ".ns";

    private final List<Results> results;
    private final List<ScaleResults> scales;
    private final String reasons;
    private final String remarks;

    /**
     * Makes one.
     *
     * @param results one for each JDK, the older first
     * @param scales how the cost grows on each; possibly none
     * @param reasons Markdown that says where the bars that are missed are missed, written by hand; possibly empty
     * @param remarks what is to be said to each plot, written by hand: lines that begin with {@code - **ID.**}
     */
    Report(List<Results> results, List<ScaleResults> scales, String reasons, String remarks) {
        this.results = List.copyOf(results);
        this.scales = List.copyOf(scales);
        this.reasons = reasons;
        this.remarks = remarks;
    }

    /** The whole page. */
    String page() {
        StringBuilder page = new StringBuilder();
        page.append("# What it costs\n\nWritten by `").append(results.get(0).command());
        page.append(
                "`; a mean with its 95 % confidence interval each. The samples are in [performance/](performance).\n\n");
        machines(page);
        bars(page);
        if (!reasons.isEmpty()) {
            page.append(reasons.strip()).append("\n\n");
        }
        plots(page);
        for (Results one : results) {
            page.append("## JDK ").append(one.machine().feature()).append('\n');
            tracepoints(page, one);
            endToEnd(page, one);
            starts(page, one);
            pipelines(page, one);
        }
        page.append("""
                ## How it is measured

                - Everything is measured once per round, one after the other, each benchmark in a JVM of its own; ratios
                  are formed within a round, and the interval is over rounds. The figure of a round is the median of 30
                  invocations after 30 to warm up, with `--quick` of 20 after 20; an invocation is 5,000 to 1,000,000 calls.
                  Before the warm-up, and with one thread before its last third, the JVM is left alone until its compilers have
                  nothing to do: with an agent they are busy with its weaver for the first second.
                - The heap is touched before, JFR's buffers come round within the warm-up, and between invocations its writer has
                  20 ms: to touch a page for the first time may cost a virtual machine ten microseconds, and the writer slows the
                  core beside it. Both hit some invocations and not others, by hand and not.
                - No method under test is inlined into the loop that calls it, in any row: what a tracepoint adds to a
                  call cannot be hoisted out of the loop.
                - Each row shows what was really done. Under a recording, it is read back, and the benchmark fails unless
                  the events of each type are as many as the calls (or none, where they are off), warm-up included. JFR
                  itself drops events when its writer falls behind; it is given memory enough, in all rows.
                - OpenTelemetry's spans go over HTTP to a receiver in another process that takes everything; the benchmark
                  fails unless it received as many as there were calls. For this the queue of the batch processor is as
                  long as an invocation and is emptied in between. One row has the queue of default length and shows what
                  that one drops.
                - `jdk.MethodTrace` and the OpenTelemetry agent's span carry no arguments; ours has four.
                - A hello world is one process from start to end, with one span, which must be in the recording and must
                  have arrived. Memory is the most it had resident. The figure of a round is the median of four starts.
                - From the tracepoint to the receiver: 100,000 spans a second with four attributes, in the last of three laps, which
                  ends when the receiver has them all; the SDK's queue is as long as a lap. `analyze` is a whole process.
                - From a recording to OTLP's bytes everything is done that an export over HTTP does, up to the connection, which
                  is one that takes the bytes in memory. The last third of some laps in one JVM counts, twelve with `--quick`,
                  else sixteen. In the first one the requests are decoded, and hold as many spans and events of spans as the
                  recording has events; each other lap makes as many bytes.
                - Export over HTTP and import are the last of several laps in one JVM, the export less warm than the row before.
                  The rate per second of one core divides by the time of all processors, the garbage collector's and the
                  compiler's included, the receiver's not.
                """);
        return page.toString();
    }

    private void machines(StringBuilder page) {
        page.append("| JVM | processor | cores | system | load before | rounds | date |\n");
        page.append("| --- | --- | ---: | --- | ---: | ---: | --- |\n");
        for (Results one : results) {
            Machine machine = one.machine();
            row(
                    page,
                    machine.jvm(),
                    machine.processor(),
                    machine.cores(),
                    machine.system(),
                    Estimate.number(machine.load()),
                    one.rounds(),
                    one.date());
        }
        page.append('\n');
    }

    private void bars(StringBuilder page) {
        StringJoiner head = new StringJoiner(" | ", "| ", " |\n");
        StringJoiner line = new StringJoiner(" | ", "| ", " |\n");
        head.add("what").add("bar");
        line.add("---").add("---");
        for (Results one : results) {
            head.add("JDK " + one.machine().feature());
            line.add("---");
        }
        page.append("## The bars\n\n").append(head).append(line);
        List<List<Bar>> all = results.stream().map(Bar::of).toList();
        for (int i = 0; i < all.get(0).size(); i++) {
            StringJoiner cells = new StringJoiner(" | ", "| ", " |\n");
            cells.add(all.get(0).get(i).title()).add(all.get(0).get(i).limitText());
            for (List<Bar> ofOne : all) {
                Bar bar = ofOne.get(i);
                cells.add(bar.measured().text()
                        + (bar.isReached() ? "" : bar.isShort() ? " **short**" : " (within noise)"));
            }
            page.append(cells);
        }
        page.append('\n');
    }

    private void plots(StringBuilder page) {
        if (scales.isEmpty()) {
            return;
        }
        page.append("## How it grows\n\nWritten by `").append(scales.get(0).command());
        page.append("`, one JVM for each point, the median of ");
        page.append(
                scales.get(0).of(Plot.THREADS).get(0).points().get(0).samples().size());
        page.append(
                " laps. Each recording was read back and holds as many events as were emitted, or the point is not there.\n\n");
        StringJoiner loads = new StringJoiner(", ", "Load before it began: ", ".\n");
        for (ScaleResults one : scales) {
            loads.add(Estimate.number(one.machine().load()) + " (JDK "
                    + one.machine().feature() + ", " + one.date() + ")");
        }
        page.append(loads);
        for (Plot plot : Plot.values()) {
            page.append("\n![")
                    .append(plot.title())
                    .append("](performance/")
                    .append(plot.id())
                    .append(".svg)\n\n");
            page.append(remark(plot)).append('\n');
        }
        page.append('\n');
    }

    private String remark(Plot plot) {
        String begin = "- **" + plot.id() + ".** ";
        return remarks.lines()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElse("");
    }

    private static void tracepoints(StringBuilder page, Results one) {
        page.append("\nAt the tracepoint:\n\n| what | ns/call | B/call | calls | recorded or received | dropped |\n");
        page.append("| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (Series series : one.series()) {
            if (series.id().endsWith(NANOS)) {
                String id = series.id().substring(0, series.id().length() - NANOS.length());
                Map<String, Long> counts = series.counts();
                row(
                        page,
                        series.title(),
                        series.estimate().text(),
                        Estimate.number(one.get(id + ".bytes").estimate().mean()),
                        count(counts.getOrDefault("calls", 0L)),
                        count(found(counts)),
                        counts.containsKey("dropped") ? count(counts.get("dropped")) : "0");
            }
        }
    }

    private static long found(Map<String, Long> counts) {
        long recorded = counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("recorded."))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return counts.getOrDefault("received", recorded);
    }

    private static void starts(StringBuilder page, Results one) {
        page.append(
                "\nStart-up and memory of a hello world:\n\n| what | s | MB | starts |\n| --- | ---: | ---: | ---: |\n");
        for (StartUp start : StartUp.values()) {
            Optional<Series> seconds = one.find(start.id() + ".seconds");
            if (seconds.isPresent()) {
                row(
                        page,
                        start.title(),
                        seconds.get().estimate().text(),
                        one.get(start.id() + ".mb").estimate().text(),
                        Long.toString(seconds.get().counts().getOrDefault("starts", 0L)));
            }
        }
    }

    private static void endToEnd(StringBuilder page, Results one) {
        if (one.find("endtoend." + SpanLoad.TRACED).isEmpty()) {
            return;
        }
        page.append("\nA span from its tracepoint to the receiver, all threads of the process together:\n\n");
        page.append("| what | µs of a processor per span | spans | received |\n| --- | ---: | ---: | ---: |\n");
        for (String rival : List.of(SpanLoad.TRACED, SpanLoad.SDK)) {
            one.find("endtoend." + rival).ifPresent(series -> {
                Map<String, Long> counts = series.counts();
                row(
                        page,
                        series.title(),
                        series.estimate().text(),
                        count(counts.get("calls")),
                        count(counts.get("received")));
            });
        }
    }

    private static void pipelines(StringBuilder page, Results one) {
        page.append("\nAfterwards:\n\n| what | unit | rate | counted |\n| --- | --- | ---: | --- |\n");
        List<String> ids = List.of(
                "assembly.rate",
                "assembly.core",
                "export.rate",
                "export.core",
                "import.rate",
                "import.core",
                "analyze.rate",
                "analyze.core",
                "parse.rate",
                "generate.rate");
        for (Series series :
                one.series().stream().filter(any -> ids.contains(any.id())).toList()) {
            StringJoiner counted = new StringJoiner(", ");
            series.counts().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> counted.add(count(entry.getValue()) + " " + entry.getKey()));
            row(page, series.title(), series.unit(), series.estimate().text(), counted);
        }
        page.append('\n');
    }

    /** The README's five lines, of the oldest JDK. */
    String costs() {
        Results one = results.get(0);
        StringBuilder table = new StringBuilder("## What it costs\n\n| on JDK "
                + one.machine().feature() + " | ours | beside it |\n| --- | --- | --- |\n");
        row(
                table,
                "a tracepoint that is off",
                nanos(one, "instant3.off") + ", 0 bytes",
                "the bare method: " + nanos(one, "instant3.bare"));
        row(
                table,
                "an instant, recorded",
                nanos(one, "instant3.traced"),
                "the JFR event by hand: " + nanos(one, "instant3.byhand"));
        row(
                table,
                "a span with its ids, recorded",
                nanos(one, "span.traced"),
                "OpenTelemetry's SDK: " + nanos(one, "span.sdk") + "; its Java agent: " + nanos(one, "span.agent"));
        row(
                table,
                "hello world with recording and export",
                start(one, StartUp.EXPORT),
                "JFR alone: " + start(one, StartUp.JFR) + "; OpenTelemetry's agent: " + start(one, StartUp.OTEL_AGENT));
        row(
                table,
                "a recording as OTLP",
                thousands(one, "assembly.core") + " thousand events/s of a core",
                "with sending over HTTP: " + thousands(one, "export.core") + " thousand");
        return table.append(
                        "\nHow this was measured, and on which machine: [docs/performance.md](docs/performance.md).\n\n")
                .toString();
    }

    private static String thousands(Results one, String id) {
        return Estimate.number(one.get(id).estimate().mean() / 1000);
    }

    private static String nanos(Results one, String id) {
        return Estimate.number(one.get(id + NANOS).estimate().mean()) + " ns";
    }

    private static String start(Results one, StartUp start) {
        return Estimate.number(one.get(start.id() + ".seconds").estimate().mean()) + " s, "
                + Estimate.number(one.get(start.id() + ".mb").estimate().mean()) + " MB";
    }

    private static String count(long count) {
        return String.format(java.util.Locale.ROOT, "%,d", count);
    }

    private static void row(StringBuilder page, Object... cells) {
        StringJoiner row = new StringJoiner(" | ", "| ", " |\n");
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        page.append(row);
    }
}
