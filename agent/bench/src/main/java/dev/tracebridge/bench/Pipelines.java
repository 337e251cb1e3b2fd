package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.Load;
import dev.tracebridge.bench.tracepoint.RecordedEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is done beside the tracepoint: export of recordings and while the application runs, import, and what reads files. */
final class Pipelines {

    private static final String MEMORY = "-Xmx1g";
    private static final int SPAN_LAPS = 3;
    /** What is done once for each recording, and is compiled late, is to be little of it. */
    private static final int ASSEMBLED_TIMES = 2;

    private static final int ASSEMBLY_TIMES = 2;
    private static final int ASSEMBLY_WARM = 3;
    private static final int SMALLEST_GUEST = 16;
    private static final int LARGEST_GUEST = 1024;
    private static final int PAGE = 4096;
    private static final long NINE_TENTHS_OF_MEGABYTE = (1 << 20) / 10 * 9;
    private static final Pattern NORMAL_PAGES = Pattern.compile("(?m)^normal pages +([0-9]+)$");

    private final Jars jars;
    private final SpanReceiver receiver;
    private final Path work;
    private final int thousands;
    private final int laps;

    /**
     * Makes them.
     *
     * @param jars the agents
     * @param receiver takes the spans
     * @param work a folder for files
     * @param thousands how many thousands of events or lines
     * @param laps how often they are worked on in one JVM; the last counts
     */
    Pipelines(Jars jars, SpanReceiver receiver, Path work, int thousands, int laps) {
        this.jars = jars;
        this.receiver = receiver;
        this.work = work;
        this.thousands = thousands;
        this.laps = laps;
    }

    /**
     * Assembles a recording and encodes it as requests of OTLP, which go nowhere: twice as many events and laps, of which the last third counts as one.
     *
     * @return counts are events, spans, and bytes of requests
     * @throws IOException where it fails, or anything is missing in the recording or in the requests
     */
    Lap assemble() throws IOException {
        Path recording = recording(thousands * ASSEMBLED_TIMES);
        int times = laps * ASSEMBLY_TIMES;
        List<Lap> done = run(List.of(), AssemblyLoad.class, recording, times);
        long recorded = RecordedEvents.count(recording).entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("bench."))
                .mapToLong(Map.Entry::getValue)
                .sum();
        boolean whole = recorded == events(thousands * ASSEMBLED_TIMES)
                && done.size() == times
                && done.stream().allMatch(lap -> lap.counts().equals(done.get(0).counts()))
                && done.get(0).counts().get(0) == recorded;
        if (!whole) {
            throw new IOException("assembly: " + recorded + " events recorded, " + done);
        }
        return Lap.total(done.subList(times - Math.max(1, times / ASSEMBLY_WARM), times));
    }

    /**
     * Exports over OTLP and HTTP.
     *
     * @return counts are events and spans
     * @throws IOException where it fails, or anything is missing in the recording or at the receiver
     */
    Lap export() throws IOException {
        Path recording = recording(thousands);
        receiver.takeSpans();
        List<Lap> done =
                run(List.of("-Dotel.exporter.otlp.endpoint=" + receiver.endpoint()), ExportLoad.class, recording, laps);
        long sent = done.stream().mapToLong(lap -> lap.counts().get(1)).sum();
        long received = receiver.takeSpans();
        if (sent != received || done.get(0).counts().get(0) != events(thousands)) {
            throw new IOException("export: " + events(thousands) + " events recorded, " + done.get(0) + "; " + sent
                    + " spans sent, " + received + " received");
        }
        return Lap.last(done);
    }

    /**
     * Imports a log.
     *
     * @return counts are lines and events
     * @throws IOException where it fails, or a line is missing in the recording
     */
    Lap importLog() throws IOException {
        Path log = work.resolve("qemu.log");
        if (!Files.exists(log)) {
            ImportLoad.writeLog(log, thousands);
        }
        Lap last = Lap.last(run(List.of(), ImportLoad.class, log, laps));
        Map<String, Long> found = RecordedEvents.count(Path.of(log + ".jfr"));
        long events = found.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("qemu.migration."))
                .mapToLong(Map.Entry::getValue)
                .sum();
        // Each bitmap synchronization is also a span.
        if (last.counts().get(0) != thousands * 1000L || events < last.counts().get(0)) {
            throw new IOException("import: " + last + ", recorded " + found);
        }
        return last;
    }

    /**
     * Reads a catalogue, or generates its sources.
     *
     * @param work {@link CatalogueLoad#PARSE} or {@link CatalogueLoad#GENERATE}
     * @return counts are tracepoints and files generated
     * @throws IOException where it fails, or a tracepoint is missing
     */
    Lap catalogue(String work) throws IOException {
        Path catalogue = this.work.resolve("trace-events");
        if (!Files.exists(catalogue)) {
            CatalogueLoad.write(catalogue);
        }
        Lap last = Lap.last(run(List.of(), CatalogueLoad.class, catalogue, laps, work));
        boolean generated = work.equals(CatalogueLoad.PARSE) || last.counts().get(1) > CatalogueLoad.TRACEPOINTS;
        if (last.counts().get(0) != CatalogueLoad.TRACEPOINTS || !generated) {
            throw new IOException(work + ": " + CatalogueLoad.TRACEPOINTS + " tracepoints, " + last);
        }
        return last;
    }

    /**
     * Makes spans and exports them while the application runs.
     *
     * @param rival {@link SpanLoad#TRACED} or {@link SpanLoad#SDK}
     * @return counts are spans made and spans received
     * @throws IOException where it fails, or a span of ours is missing at the receiver
     */
    Lap endToEnd(String rival) throws IOException {
        boolean traced = rival.equals(SpanLoad.TRACED);
        int spanLaps = Math.min(laps, SPAN_LAPS);
        List<String> arguments = new ArrayList<>(List.of(MEMORY, "-XX:FlightRecorderOptions:memorysize=100m"));
        if (traced) {
            arguments.add("-javaagent:" + jars.agent());
            arguments.add("-Dotel.exporter.otlp.endpoint=" + receiver.endpoint());
        }
        arguments.addAll(List.of(
                "-cp",
                traced ? jars.programClassPath() : System.getProperty("java.class.path"),
                SpanLoad.class.getName(),
                rival,
                Integer.toString(liveSpans()),
                Integer.toString(spanLaps),
                receiver.endpoint()));
        receiver.takeSpans();
        List<Lap> done =
                Lap.parse(ProcessRun.java(work.resolve("spans.log"), arguments).output());
        long received = receiver.takeSpans();
        boolean complete = received == (long) liveSpans() * spanLaps;
        if (done.size() != spanLaps || received == 0 || traced && !complete) {
            throw new IOException("spans of " + rival + ": " + done + ", received " + received);
        }
        return Lap.last(done);
    }

    /**
     * Analyses the file of a migration stream, as a whole process.
     *
     * @return counts are bytes and pages
     * @throws IOException where it fails, or the guest's memory is not found in the file
     */
    Lap analyze() throws IOException {
        Path stream = work.resolve("stream.bin");
        if (!Files.exists(stream)) {
            ProcessRun.java(work.resolve("demo.log"), sourceOf(stream));
        }
        ProcessRun run = ProcessRun.java(
                work.resolve("demo.log"),
                List.of("-jar", jars.demo().toString(), "analyze", "--dump", "summary", stream.toString()));
        Matcher pages = NORMAL_PAGES.matcher(run.output());
        long found = pages.find() ? Long.parseLong(pages.group(1)) : 0;
        // A few are the machine's own.
        if (found < guestMegabytes() * NINE_TENTHS_OF_MEGABYTE / PAGE) {
            throw new IOException("analyze found " + found + " pages:\n" + run.output());
        }
        return new Lap(List.of(Files.size(stream), found), run.seconds(), run.processorSeconds());
    }

    private int liveSpans() {
        return thousands * 1000 / 2;
    }

    private List<String> sourceOf(Path stream) {
        return List.of(
                "-jar",
                jars.demo().toString(),
                "source",
                "--to-file=" + stream,
                "--ram=" + guestMegabytes() + "M",
                "--used=100",
                "--dirty-rate=0",
                "--warm-up=0ms",
                "--max-bandwidth=16G");
    }

    private int guestMegabytes() {
        return Math.min(LARGEST_GUEST, Math.max(SMALLEST_GUEST, 2 * thousands));
    }

    private static long events(int thousands) {
        return spans(thousands) * (long) Load.EVENTS;
    }

    private static int spans(int thousands) {
        return thousands * 1000 / Load.EVENTS;
    }

    private Path recording(int thousands) throws IOException {
        Path recording = work.resolve("load-" + thousands + ".jfr");
        if (!Files.exists(recording)) {
            ProcessRun.java(
                    work.resolve("load.log"),
                    List.of(
                            "-javaagent:" + jars.agent() + "=record=" + recording,
                            "-XX:FlightRecorderOptions:memorysize=400m",
                            "-cp",
                            jars.programClassPath(),
                            Load.class.getName(),
                            Integer.toString(spans(thousands))));
        }
        return recording;
    }

    private List<Lap> run(List<String> options, Class<?> main, Path input, int times, String... more)
            throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of(
                MEMORY,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                input.toString(),
                Integer.toString(times)));
        arguments.addAll(List.of(more));
        return Lap.parse(
                ProcessRun.java(work.resolve("pipeline.log"), arguments).output());
    }
}
