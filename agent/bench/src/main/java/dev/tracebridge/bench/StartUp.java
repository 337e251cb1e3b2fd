package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.Crowded;
import dev.tracebridge.bench.traced.Hello;
import dev.tracebridge.bench.tracepoint.RecordedEvents;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A hello world, small or among many classes, as a whole process, with and without agents. */
enum StartUp {
    PLAIN("hello world alone", Hello.class, false, false),
    JFR("with a recording", Hello.class, false, false),
    RECORD("with our agent and its recording", Hello.class, true, false),
    EXPORT("with our agent, its recording and export", Hello.class, true, true),
    CACHED("the same from an ahead-of-time cache", Hello.class, true, true),
    OTEL_AGENT("with the OpenTelemetry agent", Hello.class, false, true),
    CROWD_PLAIN("hello world of 5,000 classes alone", Crowded.class, false, false),
    CROWD_JFR("with a recording", Crowded.class, false, false),
    CROWD_EXPORT("with our agent, its recording and export", Crowded.class, true, true),
    CROWD_OTEL_AGENT("with the OpenTelemetry agent", Crowded.class, false, true);

    private static final String EVENT = "bench.bench_span";
    // JEP 514 makes a cache of one run.
    private static final int FIRST_WITH_CACHE = 25;

    private final String title;
    private final Class<?> program;
    private final boolean recorded;
    private final boolean exported;

    StartUp(String title, Class<?> program, boolean recorded, boolean exported) {
        this.title = title;
        this.program = program;
        this.recorded = recorded;
        this.exported = exported;
    }

    String id() {
        return "hello." + name().toLowerCase(java.util.Locale.ROOT);
    }

    String title() {
        return title;
    }

    /** Whether a bar depends on it. */
    boolean guarded() {
        return this == JFR || this == EXPORT;
    }

    /** Whether this JVM can run it. */
    boolean isPossible() {
        return this != CACHED || Runtime.version().feature() >= FIRST_WITH_CACHE;
    }

    /**
     * Runs it once.
     *
     * @throws IOException where it fails, or its span was not recorded or not received
     */
    ProcessRun run(Jars jars, SpanReceiver receiver, Path work) throws IOException {
        Path recording = work.resolve("hello.jfr");
        List<String> arguments = new ArrayList<>(options(jars, receiver, recording));
        if (this == CACHED) {
            arguments.add("-XX:AOTCache=" + cache(jars, receiver, work));
        }
        Files.deleteIfExists(recording);
        receiver.takeSpans();
        String classPath = jars.programClassPath();
        if (program == Crowded.class) {
            classPath += File.pathSeparator + Crowd.jar(work);
        }
        arguments.addAll(List.of("-cp", classPath, program.getName()));
        ProcessRun run = ProcessRun.java(work.resolve("hello.log"), arguments);
        if (recorded) {
            expect("spans recorded", RecordedEvents.count(recording).getOrDefault(EVENT, 0L));
        }
        if (exported) {
            expect("spans received", receiver.takeSpans());
        }
        return run;
    }

    /** Made at the first call, by a run like those that will use it. */
    private Path cache(Jars jars, SpanReceiver receiver, Path work) throws IOException {
        Path cache = work.resolve("hello.aot");
        if (!Files.exists(cache)) {
            List<String> arguments = new ArrayList<>(options(jars, receiver, work.resolve("training.jfr")));
            arguments.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", jars.programClassPath(), program.getName()));
            ProcessRun.java(work.resolve("training.log"), arguments);
        }
        return cache;
    }

    private List<String> options(Jars jars, SpanReceiver receiver, Path recording) {
        return switch (this) {
            case PLAIN, CROWD_PLAIN -> List.of();
            case JFR, CROWD_JFR -> List.of("-XX:StartFlightRecording:filename=" + recording, "-Xlog:jfr+startup=off");
            case RECORD -> List.of("-javaagent:" + jars.agent() + "=record=" + recording);
            case EXPORT, CACHED, CROWD_EXPORT ->
                List.of(
                        "-javaagent:" + jars.agent() + "=record=" + recording,
                        "-Dotel.exporter.otlp.endpoint=" + receiver.endpoint());
            case OTEL_AGENT, CROWD_OTEL_AGENT -> {
                List<String> options = new ArrayList<>();
                options.add("-javaagent:" + jars.otelAgent());
                options.addAll(OtelAgent.properties(receiver.endpoint(), "dev.tracebridge.bench.traced.Traced[span]"));
                yield options;
            }
        };
    }

    private void expect(String what, long found) throws IOException {
        if (found != 1) {
            throw new IOException(id() + ": " + what + ": expected 1, found " + found);
        }
    }
}
