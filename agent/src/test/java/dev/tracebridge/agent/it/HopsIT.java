package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of the parent where work goes to another thread. The open root is found on every way, if there is one only; to be a child of the
 * span that handed the work over, or to find one of several roots, the work needs a {@link TraceContext}.
 */
class HopsIT {

    @TempDir
    private static Path folder;

    private static Map<String, RecordedEvent> spans;
    private static List<RecordedEvent> states;
    private static String said;

    @BeforeAll
    static void run() throws IOException {
        TracedSources sources = TracedSources.ofResources("hops", folder);
        Path recording = folder.resolve("hops.jfr");
        ChildJvm.Result result = ChildJvm.withAgent("record=" + recording)
                .classPath(sources.classes(), ChildJvm.classPathOf(TraceContext.class))
                .with("hops.Hops")
                .run()
                .assertExit(0);
        said = result.out();
        spans = Recordings.events(recording, "hops.hop"::equals).stream()
                .collect(Collectors.toMap(event -> event.getString("name"), Function.identity()));
        states = Recordings.events(recording, "hops.job_state"::equals);
    }

    static List<String> hops() {
        List<String> hops = new ArrayList<>(List.of("thread", "executor", "future", "common pool"));
        if (Runtime.version().feature() >= 21) {
            hops.add("virtual thread");
        }
        return hops;
    }

    private static void assertChild(String child, String parent) {
        assertThat(spans.get(child).getLong("parentId"))
                .isEqualTo(spans.get(parent).getLong("spanId"));
        assertThat(Recordings.traceId(spans.get(child))).isEqualTo(Recordings.traceId(spans.get(parent)));
    }

    private static void assertSibling(String span, String other) {
        assertThat(spans.get(span).getLong("parentId"))
                .isEqualTo(spans.get(other).getLong("parentId"))
                .isNotZero();
        assertThat(Recordings.traceId(spans.get(span))).isEqualTo(Recordings.traceId(spans.get(other)));
    }

    private static void assertOwnTrace(String span, String other) {
        assertThat(spans.get(span).getLong("parentId")).isZero();
        assertThat(Recordings.traceId(spans.get(span))).isNotEqualTo(Recordings.traceId(spans.get(other)));
    }

    @Test
    void everyHopIsTaken() {
        assertThat(said).isEqualTo(hops() + "\n");
    }

    @ParameterizedTest
    @MethodSource("hops")
    void onlyOpenRootIsFoundByItself(String hop) {
        assertSibling(hop + ": plain", hop + ": caller");
        assertThat(states)
                .extracting(state -> state.getLong("parentId"))
                .contains(spans.get(hop + ": plain").getLong("parentId"));
    }

    @ParameterizedTest
    @MethodSource("hops")
    void callersSpanNeedsTraceContext(String hop) {
        assertChild(hop + ": wrapped", hop + ": caller");
    }

    @ParameterizedTest
    @MethodSource("hops")
    void contextLeavesNothingOnTheThread(String hop) {
        assertSibling(hop + ": after", hop + ": caller");
    }

    @ParameterizedTest
    @MethodSource("hops")
    void oneOfSeveralRootsNeedsTraceContext(String hop) {
        assertOwnTrace(hop + ": plain of several", hop + ": caller of several");
        assertChild(hop + ": wrapped of several", hop + ": caller of several");
    }

    @ParameterizedTest
    @MethodSource("hops")
    void withoutRootEveryHopStartsATrace(String hop) {
        assertOwnTrace(hop + ": plain alone", hop + ": caller alone");
    }

    @Test
    void executorThatPropagatesNeedsNothingElse() {
        assertChild("propagating: plain", "propagating: caller");
    }

    @Test
    void traceparentIsCarriedAcrossProcesses() {
        RecordedEvent span = spans.get("remote: wrapped");
        assertThat(span.getLong("parentId")).isEqualTo(0xb7ad6b7169203331L);
        assertThat(Recordings.traceId(span)).isEqualTo("af7651916cd43dd8448eb211c80319c");
    }
}
