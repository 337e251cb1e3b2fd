package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code OTEL_TRACES_SAMPLER} leaves out, and that what is passed on to other processes says the same. */
class SamplingIT {

    private static final int TRACES = 40;
    private static final Pattern SPAN = Pattern.compile(
            "\"traceId\":\"(\\w{32})\",\"spanId\":\"(\\w{16})\"[^{}]*?(?:\"parentSpanId\":\"\\w*\"[^{}]*?)?\"name\"");
    private static final Pattern COUNTS = Pattern.compile(
            "received (\\d+), exported (\\d+) \\((\\d+) spans\\), dropped (\\d+)(?: \\(sampler (\\d+)\\))?");
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-";

    @TempDir
    private static Path folder;

    private static TracedSources sources;

    @BeforeAll
    static void compile() throws IOException {
        sources = TracedSources.ofResources("sampling", folder);
    }

    /** A run of the application: what it would have passed on by name, and the ids of the spans that were exported. */
    private record Run(Map<String, String> said, Set<String> exported, ChildJvm.Result result) {

        static Run of(String name, Map<String, String> environment, String options) throws IOException {
            Path output = folder.resolve(name + ".jsonl");
            ChildJvm jvm = ChildJvm.withAgent("output=" + output + options);
            environment.forEach(jvm::environment);
            ChildJvm.Result result = jvm.classPath(sources.classes(), ChildJvm.classPathOf(TraceContext.class))
                    .with("sampling.Sampled", Integer.toString(TRACES))
                    .run()
                    .assertExit(0);
            Map<String, String> said = result.out()
                    .lines()
                    .collect(Collectors.toMap(
                            line -> line.substring(0, line.indexOf(':')),
                            line -> line.substring(line.indexOf(':') + 2)));
            return new Run(said, ids(output), result);
        }

        boolean isExported(String name) {
            return exported.contains(said.get(name).substring(3, 52));
        }

        boolean isFlagged(String name) {
            return said.get(name).endsWith("-01");
        }
    }

    private static Set<String> ids(Path output) throws IOException {
        Set<String> ids = new TreeSet<>();
        Matcher span = SPAN.matcher(Files.exists(output) ? Files.readString(output) : "");
        while (span.find()) {
            ids.add(span.group(1) + '-' + span.group(2));
        }
        return ids;
    }

    private static Map<String, String> environment(String sampler, String argument, String flags) {
        Map<String, String> environment = new HashMap<>();
        if (sampler != null) {
            environment.put("OTEL_TRACES_SAMPLER", sampler);
        }
        if (argument != null) {
            environment.put("OTEL_TRACES_SAMPLER_ARG", argument);
        }
        if (flags != null) {
            environment.put("TRACEPARENT", PARENT + flags);
        }
        return environment;
    }

    @ParameterizedTest
    @CsvSource({
        // what is exported of traces that began here, that came sampled, that came not sampled
        ", , , all, all, none",
        "traceidratio, 0.5, , some, some, some",
        "parentbased_traceidratio, 0.5, , some, all, none",
        ", , 00, none, all, none",
        "parentbased_always_off, , 01, all, all, none"
    })
    void wholeTracesAreLeftOutAndOthersAreToldTheSame(
            String sampler, String argument, String flags, String own, String sampled, String notSampled)
            throws IOException {
        Run run = Run.of("run" + sampler + argument + flags, environment(sampler, argument, flags), "");

        for (String name : run.said().keySet()) {
            assertThat(run.isExported(name)).as(name).isEqualTo(run.isFlagged(name));
        }
        Map<String, Set<Boolean>> seen = new HashMap<>();
        for (int i = 0; i < TRACES; i++) {
            assertThat(run.isExported("own" + i)).isEqualTo(run.isExported("own" + i + " inner"));
            assertThat(run.isExported("outside" + i)).isEqualTo(run.isExported("outside" + i + " inner"));
            seen.computeIfAbsent("own", kind -> new TreeSet<>()).add(run.isExported("own" + i));
            seen.computeIfAbsent(i % 2 == 0 ? "sampled" : "not sampled", kind -> new TreeSet<>())
                    .add(run.isExported("outside" + i));
        }
        assertThat(seen)
                .containsEntry("own", meaning(own))
                .containsEntry("sampled", meaning(sampled))
                .containsEntry("not sampled", meaning(notSampled));
        assertBalanced(run.result());
    }

    private static Set<Boolean> meaning(String word) {
        return switch (word) {
            case "all" -> Set.of(true);
            case "none" -> Set.of(false);
            default -> Set.of(true, false);
        };
    }

    /** Two spans and an instant a trace, and the two states of the job. */
    private static void assertBalanced(ChildJvm.Result result) {
        Matcher counts = COUNTS.matcher(result.err());
        assertThat(counts.find()).as(result.err()).isTrue();
        long dropped = counts.group(5) == null ? 0 : Long.parseLong(counts.group(5));
        assertThat(Long.parseLong(counts.group(1))).isEqualTo(3 * 2 * TRACES + 2);
        assertThat(Long.parseLong(counts.group(2)) + dropped).isEqualTo(3 * 2 * TRACES + 2);
        assertThat(result.err()).contains("export ended: ").doesNotContain("not all events");
    }

    @Test
    void nothingIsExportedWhereTheSamplerTakesNothing() throws IOException {
        Run run = Run.of("off", environment("always_off", null, "01"), "");

        assertThat(run.exported()).isEmpty();
        assertThat(run.said().values()).allMatch(context -> context.endsWith("-00"));
        assertThat(run.result().err()).contains("dropped 242 (sampler 242), pending 0");
    }

    @Test
    void recordingHoldsAllTracesAndItsExportHonoursTheSampler() throws IOException {
        Path recording = folder.resolve("sampled.jfr");
        Run run = Run.of("recorded", environment("parentbased_traceidratio", "0.3", null), ";record=" + recording);

        assertThat(Recordings.events(recording, "sampling.work"::equals)).hasSize(4 * TRACES);
        assertThat(export(recording, Map.of())).isEqualTo(run.exported()).isNotEmpty();
        assertThat(export(recording, environment("always_on", null, null)))
                .containsAll(run.exported())
                // The root of the states is a span too.
                .hasSize(4 * TRACES + 3);
    }

    private static Set<String> export(Path recording, Map<String, String> environment) throws IOException {
        Path output = folder.resolve("later.jsonl");
        ChildJvm.tool(
                        environment,
                        ChildJvm.javaTool("java"),
                        "-jar",
                        ChildJvm.agentJar().toString(),
                        "export",
                        recording.toString(),
                        "--output",
                        output.toString())
                .assertExit(0);
        return ids(output);
    }

    @Test
    void unknownSamplerIsNamedAndNothingIsExported() throws IOException {
        Run run = Run.of("unknown", environment("jaeger_remote", null, null), "");

        assertThat(run.exported()).isEmpty();
        assertThat(run.result().agentLines())
                .filteredOn(line -> line.contains("sampler"))
                .singleElement()
                .asString()
                .endsWith(
                        "no export: otel.traces.sampler: unknown sampler jaeger_remote; known are always_on, always_off,"
                                + " traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio");
    }
}
