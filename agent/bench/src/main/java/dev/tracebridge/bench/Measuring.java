package dev.tracebridge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Measures everything once per round, so that what disturbs the machine for a while disturbs all that is compared. */
final class Measuring {

    private static final int LEAST_ROUNDS = 2;
    private static final double MICROS = 1e6;

    private final Plan plan;
    private final Jars jars;
    private final Path work;
    private final PrintStream progress;
    private final Map<String, Gathered> gathered = new LinkedHashMap<>();
    private String place = "";

    /**
     * Makes one.
     *
     * @param plan how much
     * @param jars the agents
     * @param work an empty folder for files
     * @param progress takes a line for each thing that is measured
     */
    Measuring(Plan plan, Jars jars, Path work, PrintStream progress) {
        this.plan = plan;
        this.jars = jars;
        this.work = work;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param command what the user typed
     * @throws IOException where a benchmark fails, or did not do its work
     */
    Results run(String command) throws IOException {
        Machine machine = Machine.current();
        long started = System.nanoTime();
        int rounds = 0;
        try (SpanReceiver receiver = SpanReceiver.start()) {
            double secondsPerRow = 0;
            while (rounds < plan.rounds()
                    && (rounds < LEAST_ROUNDS
                            || fits(started, secondsPerRow * plan.rows(rounds).size()))) {
                long roundStarted = System.nanoTime();
                List<Row> rows = plan.rows(rounds);
                boolean whole = rounds < plan.wholeRounds();
                rounds++;
                place = String.format(
                        Locale.ROOT, "bench: JDK %d: round %d of %d: ", machine.feature(), rounds, plan.rounds());
                round(rows, receiver, whole);
                secondsPerRow = seconds(roundStarted) / rows.size();
            }
        }
        progress.printf("bench: JDK %d: %d rounds in %.0f s%n", machine.feature(), rounds, seconds(started));
        add("jar.mb", "the agent's jar", "MB", jars.agentMegabytes(), Map.of());
        return new Results(
                machine,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                command,
                rounds,
                gathered.entrySet().stream().map(Measuring::series).toList());
    }

    private boolean fits(long started, double seconds) {
        return seconds(started) + seconds < plan.budget().toSeconds();
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private void round(List<Row> rows, SpanReceiver receiver, boolean whole) throws IOException {
        TracepointRun tracepoints = new TracepointRun(jars, receiver, work, plan.length());
        for (Row row : rows) {
            say(row.id());
            TracepointRun.Outcome outcome = tracepoints.run(row);
            add(row.id() + ".ns", row.title(), "ns/call", outcome.nanos(), outcome.counts());
            add(row.id() + ".bytes", row.title(), "B/call", outcome.bytes(), Map.of());
        }
        for (StartUp start : plan.starts()) {
            say(start.id());
            List<Double> seconds = new ArrayList<>();
            List<Double> megabytes = new ArrayList<>();
            for (int i = 0; i < plan.startsEach(); i++) {
                ProcessRun run = start.run(jars, receiver, work);
                seconds.add(run.seconds());
                megabytes.add(run.megabytes());
            }
            Map<String, Long> counts = Map.of("starts", (long) seconds.size());
            add(start.id() + ".seconds", start.title(), "s", Estimate.median(seconds), counts);
            add(start.id() + ".mb", start.title(), "MB", Estimate.median(megabytes), counts);
        }
        Pipelines pipelines = new Pipelines(jars, receiver, work, plan.thousands(), plan.laps());
        lap("assembly", "a recording to OTLP's bytes", "events", List.of("spans", "bytes"), pipelines::assemble);
        lap("import", "import of a QEMU log", "lines", List.of("events"), pipelines::importLog);
        if (whole) {
            lap("export", "the same, with sending over HTTP", "events", List.of("spans"), pipelines::export);
            span(SpanLoad.TRACED, "our agent and its export", pipelines);
            span(SpanLoad.SDK, "OpenTelemetry's SDK and batch processor", pipelines);
            lap("analyze", "analyze of a stream's file", "bytes", List.of("pages"), pipelines::analyze);
            catalogue(CatalogueLoad.PARSE, "reading a catalogue", pipelines);
            catalogue(CatalogueLoad.GENERATE, "generating sources", pipelines);
        }
    }

    /** Says what is measured next. */
    private void say(String id) {
        progress.println(place + id);
    }

    private void catalogue(String work, String title, Pipelines pipelines) throws IOException {
        lap(work, title, "tracepoints", List.of("files"), () -> pipelines.catalogue(work));
    }

    private void span(String rival, String title, Pipelines pipelines) throws IOException {
        say("endtoend." + rival);
        Lap lap = pipelines.endToEnd(rival);
        long received = lap.counts().get(1);
        add(
                "endtoend." + rival,
                title,
                "µs/span",
                lap.processorSeconds() * MICROS / received,
                Map.of("calls", lap.counts().get(0), "received", received));
    }

    /** Something to be measured. */
    private interface Pipeline {

        Lap run() throws IOException;
    }

    private void lap(String id, String title, String what, List<String> made, Pipeline pipeline) throws IOException {
        say(id);
        Lap lap = pipeline.run();
        Map<String, Long> counts = new TreeMap<>();
        counts.put(what, lap.counts().get(0));
        for (int i = 0; i < made.size(); i++) {
            counts.put(made.get(i), lap.counts().get(1 + i));
        }
        double amount = lap.counts().get(0);
        add(id + ".rate", title, what + "/s", amount / lap.seconds(), counts);
        add(id + ".core", title + ", per second of one core", what + "/s", amount / lap.processorSeconds(), counts);
    }

    private void add(String id, String title, String unit, double sample, Map<String, Long> counts) {
        Gathered series = gathered.computeIfAbsent(id, key -> new Gathered(title, unit));
        series.samples.add(sample);
        counts.forEach((name, count) -> series.counts.merge(name, count, Long::sum));
    }

    private static Series series(Map.Entry<String, Gathered> entry) {
        Gathered one = entry.getValue();
        return new Series(entry.getKey(), one.title, one.unit, one.samples, one.counts);
    }

    private static final class Gathered {

        private final String title;
        private final String unit;
        private final List<Double> samples = new ArrayList<>();
        private final Map<String, Long> counts = new TreeMap<>();

        Gathered(String title, String unit) {
            this.title = title;
            this.unit = unit;
        }
    }
}
