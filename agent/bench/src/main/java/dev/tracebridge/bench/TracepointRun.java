package dev.tracebridge.bench;

import dev.tracebridge.bench.tracepoint.Calls;
import dev.tracebridge.bench.tracepoint.Recorded;
import dev.tracebridge.bench.tracepoint.Telemetry;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs one row once, in a JVM of its own, and holds what was recorded or received against the calls that were made. */
final class TracepointRun {

    private static final int SMOKE_CALLS = 1000;
    private static final String PACKAGE = "dev.tracebridge.bench.tracepoint.";
    private static final String TRACED = "dev.tracebridge.bench.traced.Bare";

    private final Jars jars;
    private final SpanReceiver receiver;
    private final Path work;
    private final Length length;

    /**
     * How long one measurement is.
     *
     * @param warmUps invocations to warm up
     * @param invocations that count
     */
    record Length(int warmUps, int invocations) {

        static final Length FULL = new Length(30, 30);
        static final Length SHORT = new Length(20, 20);

        /** It is enough that it runs. */
        static final Length SMOKE = new Length(1, 2);
    }

    /**
     * Makes a runner.
     *
     * @param jars the agents
     * @param receiver takes the spans
     * @param work a folder for files
     * @param length of a measurement
     */
    TracepointRun(Jars jars, SpanReceiver receiver, Path work, Length length) {
        this.jars = jars;
        this.receiver = receiver;
        this.work = work;
        this.length = length;
    }

    /**
     * What one run found.
     *
     * @param nanos of one call, the median of all invocations
     * @param bytes allocated by one call, likewise
     * @param counts calls, and what was recorded or received of them
     */
    record Outcome(double nanos, double bytes, Map<String, Long> counts) {}

    /**
     * Runs.
     *
     * @throws IOException where the counts do not match: the benchmark then did not do what it claims to measure
     */
    Outcome run(Row row) throws IOException {
        Path counts = work.resolve("counts");
        Files.deleteIfExists(counts);
        receiver.takeSpans();
        RunResult result = fork(row, counts);
        Map<String, Long> found = check(row, counts);
        double nanos = result.getPrimaryResult().getStatistics().getPercentile(50);
        return new Outcome(nanos, allocated(result), found);
    }

    private RunResult fork(Row row, Path counts) throws IOException {
        Options options = new OptionsBuilder()
                .include("^" + (PACKAGE + row.benchmark()).replace(".", "\\.") + "$")
                .forks(1)
                .warmupIterations(length.warmUps())
                .measurementIterations(length.invocations())
                .threads(row.threads())
                .operationsPerInvocation(calls(row))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .jvmArgs(jvmArguments(row, counts).toArray(String[]::new))
                .output(work.resolve("jmh.log").toString())
                .build();
        try {
            Collection<RunResult> results = new Runner(options).run();
            return results.iterator().next();
        } catch (RunnerException e) {
            throw new IOException(row.id() + ": " + e.getMessage() + "; see " + work.resolve("jmh.log"), e);
        }
    }

    private int calls(Row row) {
        return length == Length.SMOKE ? Math.min(row.calls(), SMOKE_CALLS) : row.calls();
    }

    private List<String> jvmArguments(Row row, Path counts) {
        List<String> arguments = new ArrayList<>();
        // A first touch of memory costs a virtual machine microseconds a page, which nobody who compares events asked
        // for: the heap is touched
        // before, and Flight Recorder's buffers come round within the warm-up.
        arguments.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"));
        // Room for what its writer has not written yet: it drops events otherwise, and dropping is fast.
        arguments.add("-XX:FlightRecorderOptions:memorysize=96m,globalbuffersize=8m");
        arguments.add("-D" + Calls.EACH + "=" + calls(row));
        arguments.add("-D" + Calls.COUNTS + "=" + counts);
        // JMH's threads wait for one another busily.
        arguments.add("-D" + Calls.WARM_UPS + "=" + (row.threads() == 1 ? length.warmUps() : 0));
        arguments.add("-D" + Recorded.EVENTS + "=" + String.join(",", row.events()));
        arguments.add("-D" + Recorded.MODE + "=" + row.mode());
        arguments.add("-D" + Telemetry.ENDPOINT + "=" + receiver.endpoint());
        switch (row.rival()) {
            case TRACEBRIDGE, SDK_DEFAULT_QUEUE -> {}
            case METHOD_TRACE -> arguments.add("-D" + Recorded.FILTER + "=" + TRACED + "::span");
            case SDK -> arguments.add("-D" + Telemetry.QUEUE + "=" + row.calls() * row.threads());
            case OTEL_AGENT -> {
                arguments.add("-javaagent:" + jars.otelAgent());
                arguments.addAll(OtelAgent.properties(receiver.endpoint(), TRACED + "[span]"));
                arguments.add("-Dotel.bsp.max.queue.size=" + row.calls() * row.threads());
                arguments.add("-Dotel.bsp.schedule.delay=20");
                // Otherwise asking the receiver would be a span too.
                arguments.add("-Dotel.instrumentation.common.default-enabled=false");
                arguments.add("-Dotel.instrumentation.methods.enabled=true");
            }
        }
        if (row.rival() != Row.Rival.OTEL_AGENT) {
            arguments.add("-javaagent:" + jars.agent());
        }
        return arguments;
    }

    private Map<String, Long> check(Row row, Path counts) throws IOException {
        Properties told = new Properties();
        try (Reader in = Files.newBufferedReader(counts)) {
            told.load(in);
        }
        Map<String, Long> found = new TreeMap<>();
        told.forEach((name, value) -> found.put((String) name, Long.parseLong((String) value)));
        long calls = found.getOrDefault("calls", 0L);
        if (calls == 0) {
            throw new IOException(row.id() + ": no calls were made");
        }
        for (String event : row.events()) {
            long expected = row.mode().equals("off") ? 0 : calls;
            expect(row, event, expected, found.getOrDefault("recorded." + event, -1L));
        }
        if (row.events().isEmpty()) {
            long received = receiver.takeSpans();
            found.put("received", received);
            found.put("dropped", calls - received);
            if (row.rival() != Row.Rival.SDK_DEFAULT_QUEUE) {
                expect(row, "spans received", calls, received);
            }
        }
        return found;
    }

    private static void expect(Row row, String what, long expected, long found) throws IOException {
        if (found != expected) {
            throw new IOException(row.id() + ": " + what + ": expected " + expected + ", found " + found);
        }
    }

    private static double allocated(RunResult result) {
        for (Map.Entry<String, Result> secondary : result.getSecondaryResults().entrySet()) {
            if (secondary.getKey().endsWith("gc.alloc.rate.norm")) {
                return secondary.getValue().getStatistics().getPercentile(50);
            }
        }
        return Double.NaN;
    }
}
