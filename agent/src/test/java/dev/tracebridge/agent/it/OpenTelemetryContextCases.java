package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An application that uses the OpenTelemetry API: each tracer sees the other's current span where it has none of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpenTelemetryContextCases {

    private static final String THEIRS = "0af7651916cd43dd8448eb211c80319c b7ad6b7169203331";

    private Map<String, RecordedEvent> spans;
    private Map<String, String> said;

    /**
     * Runs it.
     *
     * @param classPath its own classes first
     */
    abstract ChildJvm.Result run(Path recording, Path... classPath);

    @BeforeAll
    void run(@TempDir Path folder) throws IOException {
        Path[] api = {ChildJvm.classPathOf(Span.class), ChildJvm.classPathOf(Context.class)};
        TracedSources sources = TracedSources.ofResources("interop", folder, api);
        Path recording = folder.resolve("interop.jfr");
        Path annotations = ChildJvm.classPathOf(TraceContext.class);
        ChildJvm.Result result = run(recording, sources.classes(), annotations, api[0], api[1], common())
                .assertExit(0);
        assertThat(result.agentLines()).hasSize(1);
        said = result.out()
                .lines()
                .filter(line -> line.contains(": "))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')), line -> line.substring(line.indexOf(':') + 2)));
        spans = Recordings.events(recording, "interop.work"::equals).stream()
                .collect(Collectors.toMap(event -> event.getString("name"), Function.identity()));
    }

    /** What the API's jar needs beside the context's. */
    private static Path common() throws IOException {
        try {
            return ChildJvm.classPathOf(Class.forName("io.opentelemetry.common.ComponentLoader"));
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        }
    }

    private static String ids(RecordedEvent span, String id) {
        return String.format(
                "%016x%016x %016x", span.getLong("traceIdHigh"), span.getLong("traceIdLow"), span.getLong(id));
    }

    @Test
    void outsideOfSpansThereIsNone() {
        assertThat(said).containsEntry("nothing", "none").containsEntry("nothing again", "none");
        assertThat(spans.get("alone").getLong("parentId")).isZero();
        assertThat(spans.get("alone again").getLong("parentId")).isZero();
    }

    @Test
    void ourSpanIsTheirCurrentOneWhereTheyHaveNone() {
        String ours = ids(spans.get("alone"), "spanId");
        assertThat(said).containsEntry("in ours", ours).containsEntry("in ours again", ours);
    }

    @Test
    void theirContextCarriesOurSpanToAnotherThread() {
        assertThat(said).containsEntry("in ours, carried by theirs", ids(spans.get("alone"), "spanId"));
    }

    @Test
    void theirSpanComesFirstForThem() {
        assertThat(said).containsEntry("in theirs in ours", THEIRS).containsEntry("in theirs", THEIRS);
    }

    @Test
    void theirSpanIsTheParentWhereWeHaveNone() {
        assertThat(ids(spans.get("in theirs"), "parentId")).isEqualTo(THEIRS);
    }

    @Test
    void ourOwnParentComesFirstForUs() {
        assertThat(ids(spans.get("ours in theirs in ours"), "parentId")).isEqualTo(ids(spans.get("alone"), "spanId"));
    }
}
