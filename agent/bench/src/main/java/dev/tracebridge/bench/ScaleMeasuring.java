package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.EventLap;
import dev.tracebridge.bench.traced.Load;
import dev.tracebridge.bench.traced.ManyOpen;
import dev.tracebridge.bench.traced.ManyThreads;
import dev.tracebridge.bench.traced.ManyTracepoints;
import dev.tracebridge.bench.traced.ManyWoven;
import dev.tracebridge.bench.tracepoint.RecordedEvents;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Measures how the cost grows: one JVM for each point, whose recording is read back and counted. */
final class ScaleMeasuring {

    private static final double MICROS = 1e6;
    private static final int[] TRACEPOINTS = {10, 279, 5078};
    private static final int[] CLASSES = {10, 1_000, 10_000};
    private static final int[] THREADS = {1, 2, 4, 8};
    private static final int[] OPEN = {1, 100, 10_000, 100_000, 1_000_000};
    private static final String LOSS = "jdk.DataLoss";
    private static final int TRIES = 3;
    private static final int PACE = 1_000_000;
    private static final int MILLION = 1_000_000;

    /**
     * How much.
     *
     * @param events of a lap
     * @param warmUps laps that do not count
     * @param laps laps that do
     * @param millions sizes of recordings, in millions of events
     */
    record Extent(int events, int warmUps, int laps, List<Integer> millions) {

        static Extent full() {
            return new Extent(MILLION / 4, 5, 9, List.of(1, 2, 5, 10));
        }

        static Extent quick() {
            return new Extent(MILLION / 5, 4, 5, List.of(1, 3, 10));
        }
    }

    private final Extent extent;
    private final Jars jars;
    private final Path programs;
    private final Path work;
    private final PrintStream progress;

    /**
     * Makes one.
     *
     * @param extent how much
     * @param jars the agents
     * @param programs a folder for what is compiled, which is used again
     * @param work an empty folder for other files
     * @param progress takes a line per plot
     */
    ScaleMeasuring(Extent extent, Jars jars, Path programs, Path work, PrintStream progress) {
        this.extent = extent;
        this.jars = jars;
        this.programs = programs;
        this.work = work;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @param command what the user typed
     * @throws IOException where a program fails, or its recording does not hold what it emitted
     */
    ScaleResults run(String command) throws IOException {
        Machine machine = Machine.current();
        List<Curve> curves = new ArrayList<>();
        curves.add(tracepoints(TRACEPOINTS));
        said(curves, machine);
        curves.addAll(classes(CLASSES));
        said(curves, machine);
        for (ManyThreads.Work each : ManyThreads.Work.values()) {
            curves.add(threads(each, THREADS));
        }
        said(curves, machine);
        curves.add(open(ManyOpen.NESTED, "one inside the other", OPEN));
        curves.add(open(ManyOpen.KEYED, "told apart by a key", OPEN));
        said(curves, machine);
        curves.addAll(sizes());
        said(curves, machine);
        return new ScaleResults(
                machine, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), command, curves);
    }

    private void said(List<Curve> curves, Machine machine) {
        progress.printf(
                "bench: JDK %d: %s%n",
                machine.feature(), curves.get(curves.size() - 1).plot());
    }

    /** The same ten tracepoints of catalogues of different length, all of which are loaded, recorded and hit once. */
    Curve tracepoints(int... lengths) throws IOException {
        List<Curve.Point> points = new ArrayList<>();
        for (int length : lengths) {
            List<EventLap> laps = run(
                    ManyJar.classes(programs, length),
                    ManyTracepoints.class,
                    ManyJar.events(length),
                    Integer.toString(extent.events),
                    laps());
            points.add(point(length, laps, 1 + extent.warmUps));
        }
        return new Curve(Plot.TRACEPOINTS.id(), "instant", points);
    }

    /** The same ten classes among others, all of which are woven; and what loading them takes, beside the same without us. */
    List<Curve> classes(int... numbers) throws IOException {
        List<Curve.Point> events = new ArrayList<>();
        List<Curve.Point> loading = new ArrayList<>();
        List<Curve.Point> unwoven = new ArrayList<>();
        for (int number : numbers) {
            Path jar = Crowd.wovenJar(programs, number);
            String[] arguments = {Integer.toString(number), Integer.toString(extent.events), laps()};
            List<EventLap> laps = run(jar, ManyWoven.class, List.of("bench.bench_woven"), arguments);
            events.add(point(number, laps, 1 + extent.warmUps));
            loading.add(loaded(number, laps.get(0)));
            unwoven.add(loaded(
                    number,
                    parse(java(List.of(), jar, ManyWoven.class, arguments)).get(0)));
        }
        return List.of(
                new Curve(Plot.CLASSES.id(), "instant", events),
                new Curve(Plot.LOADING.id(), "woven", loading),
                new Curve(Plot.LOADING.id(), "without the agent", unwoven));
    }

    private static Curve.Point loaded(int number, EventLap lap) {
        return new Curve.Point(number, List.of(lap.perEvent() / 1000), Map.of("classes", lap.events()));
    }

    /** Threads that do the same at the same time. */
    Curve threads(ManyThreads.Work each, int... numbers) throws IOException {
        List<Curve.Point> points = new ArrayList<>();
        for (int number : numbers) {
            List<EventLap> laps = run(
                    null,
                    ManyThreads.class,
                    List.of(each.event()),
                    each.name(),
                    Integer.toString(number),
                    Integer.toString(extent.events),
                    laps());
            points.add(point(number, laps, extent.warmUps));
        }
        String title = each.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        return new Curve(Plot.THREADS.id(), title, points);
    }

    /** Spans that are open at once. */
    Curve open(String how, String title, int... numbers) throws IOException {
        String event = how.equals(ManyOpen.NESTED) ? "bench.bench_nested" : "bench.bench_page";
        List<Curve.Point> points = new ArrayList<>();
        for (int number : numbers) {
            // A lap of a million is long enough to warm up in.
            boolean isLong = number > extent.events;
            List<EventLap> laps = run(
                    null,
                    ManyOpen.class,
                    List.of(event),
                    how,
                    Integer.toString(number),
                    Integer.toString(extent.events),
                    isLong ? "2" : laps());
            points.add(point(number, laps, isLong ? 1 : extent.warmUps));
        }
        return new Curve(Plot.OPEN.id(), title, points);
    }

    /** The export of recordings, each in a JVM that has exported a small one before. */
    List<Curve> sizes() throws IOException {
        List<Curve.Point> cost = new ArrayList<>();
        List<Curve.Point> memory = new ArrayList<>();
        Path small = recording(extent.events);
        try (SpanReceiver receiver = SpanReceiver.start()) {
            for (int millions : extent.millions) {
                Path recording = recording(millions * MILLION);
                receiver.takeSpans();
                ProcessRun run = ProcessRun.java(
                        work.resolve("export.log"),
                        List.of(
                                "-Xmx1g",
                                "-Dotel.exporter.otlp.endpoint=" + receiver.endpoint(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ExportLoad.class.getName(),
                                small.toString(),
                                "2",
                                recording.toString()));
                List<Lap> laps = Lap.parse(run.output());
                long spans = laps.stream().mapToLong(lap -> lap.counts().get(1)).sum();
                Lap last = Lap.last(laps);
                long events = last.counts().get(0);
                expect("events exported", millions * (long) MILLION, events);
                expect("spans received", spans, receiver.takeSpans());
                Map<String, Long> counts =
                        Map.of("events", events, "spans", last.counts().get(1));
                cost.add(new Curve.Point(events, List.of(last.processorSeconds() * MICROS / events), counts));
                memory.add(new Curve.Point(events, List.of(run.megabytes()), counts));
            }
        }
        return List.of(
                new Curve(Plot.SIZE.id(), "export over OTLP", cost), new Curve(Plot.MEMORY.id(), "-Xmx1g", memory));
    }

    /** A recording of so many events, made the slower the more often Flight Recorder's writer did not keep up. */
    private Path recording(int events) throws IOException {
        Path recording = work.resolve("load-" + events + ".jfr");
        if (Files.exists(recording)) {
            return recording;
        }
        int spans = events / Load.EVENTS;
        List<String> options =
                recorded(recording, List.of("bench.bench_outer", "bench.bench_span", "bench.bench_instant3"));
        long found = 0;
        for (int pace = PACE; pace > PACE >> TRIES; pace >>= 1) {
            Files.deleteIfExists(recording);
            java(options, null, Load.class, Integer.toString(spans), Integer.toString(pace));
            found = RecordedEvents.count(recording).entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("bench."))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            if (found == spans * (long) Load.EVENTS) {
                return recording;
            }
        }
        throw new IOException("a recording of " + spans * (long) Load.EVENTS + " events has " + found);
    }

    private String laps() {
        return Integer.toString(extent.warmUps + extent.laps);
    }

    private static long sum(List<EventLap> laps) {
        return laps.stream().mapToLong(EventLap::events).sum();
    }

    private static Curve.Point point(int x, List<EventLap> laps, int warmUps) {
        return new Curve.Point(
                x, laps.stream().skip(warmUps).map(EventLap::perEvent).toList(), Map.of("events", sum(laps)));
    }

    /**
     * Runs a program with our agent and counts what was recorded of its events. Where the machine is too busy for Flight Recorder's writer, which then
     * drops events, it is run again.
     */
    private List<EventLap> run(Path more, Class<?> program, List<String> events, String... arguments)
            throws IOException {
        Path recording = work.resolve("scale.jfr");
        List<String> options = recorded(recording, events);
        for (int left = TRIES; ; left--) {
            Files.deleteIfExists(recording);
            List<EventLap> laps = parse(java(options, more, program, arguments));
            Map<String, Long> counts = RecordedEvents.count(recording);
            long found = events.stream()
                    .mapToLong(event -> counts.getOrDefault(event, 0L))
                    .sum();
            if (found == sum(laps)) {
                return laps;
            }
            if (left == 1 || !counts.containsKey(LOSS)) {
                throw new IOException(program.getSimpleName() + " " + String.join(" ", arguments)
                        + ": events recorded: expected " + sum(laps) + ", found " + counts);
            }
        }
    }

    private List<String> recorded(Path recording, List<String> events) throws IOException {
        StringBuilder settings = new StringBuilder("<?xml version=\"1.0\"?><configuration version=\"2.0\">");
        for (String event : Stream.concat(events.stream(), Stream.of(LOSS)).toList()) {
            settings.append("<event name=\"")
                    .append(event)
                    .append("\"><setting name=\"enabled\">true</setting></event>");
        }
        Path file = work.resolve("scale.jfc");
        Files.writeString(file, settings.append("</configuration>"));
        return List.of(
                "-Xms1g",
                "-Xmx1g",
                "-XX:FlightRecorderOptions:memorysize=800m",
                // Else only the last 250 MB are kept.
                "-XX:StartFlightRecording:filename=" + recording + ",maxsize=8g,settings=" + file,
                "-Xlog:jfr+startup=off",
                "-javaagent:" + jars.agent());
    }

    private String java(List<String> options, Path more, Class<?> program, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(options);
        String classPath = jars.programClassPath();
        all.addAll(List.of("-cp", more == null ? classPath : classPath + File.pathSeparator + more, program.getName()));
        all.addAll(List.of(arguments));
        return ProcessRun.java(work.resolve("scale.log"), all).output();
    }

    private static List<EventLap> parse(String output) {
        return output.lines().map(EventLap::parse).toList();
    }

    private static void expect(String what, long expected, long found) throws IOException {
        if (found != expected) {
            throw new IOException(what + ": expected " + expected + ", found " + found);
        }
    }
}
