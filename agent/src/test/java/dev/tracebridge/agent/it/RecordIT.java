package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.it.app.Application;
import dev.tracebridge.annotations.TraceContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One application under {@code record=}: what it says, and what the recording holds. */
class RecordIT {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @TempDir
    private static Path folder;

    private static Path recording;
    private static Path counters;
    private static ChildJvm.Result plain;
    private static ChildJvm.Result woven;

    @BeforeAll
    static void run() {
        recording = folder.resolve("it.jfr");
        counters = folder.resolve("counters");
        plain = ChildJvm.withoutAgent().classPath(classPath()).with(main()).run();
        woven = ChildJvm.withAgent("record=" + recording)
                .environment("TRACEPARENT", TRACEPARENT)
                .classPath(classPath())
                .with(main(), counters.toString())
                .run();
    }

    static Path[] classPath() {
        return new Path[] {ChildJvm.classPathOf(Application.class), ChildJvm.classPathOf(TraceContext.class)};
    }

    private static String main() {
        return Application.class.getName();
    }

    @Test
    void applicationSaysAndReturnsTheSame() {
        assertThat(plain.exitCode()).isEqualTo(7);
        woven.assertExit(7);
        assertThat(woven.out()).isEqualTo(plain.out()).contains("result 6", "same true");
        assertThat(plain.err()).isEqualTo("application's own error stream\n");
    }

    @Test
    void agentSaysOneLine() {
        assertThat(woven.err().lines()).hasSize(2).last().isEqualTo("application's own error stream");
        assertThat(woven.err())
                .matches(
                        "(?s)\\[tracebridge \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d:\\d{3} \\+0000\\] \\[main\\] INFO"
                                + " Tracebridge \\S+ on Java \\S+\n.*");
        assertThat(woven.err()).contains("Tracebridge " + System.getProperty("tracebridge.version") + " on Java");
    }

    @Test
    void instantHoldsItsArguments() {
        assertThat(Recordings.events(recording, "it.save_page")).singleElement().satisfies(event -> {
            assertThat(event.getString("block")).isEqualTo("ram");
            assertThat(event.getLong("offset")).isEqualTo(1);
            assertThat(event.getThread().getJavaName()).isEqualTo("main");
        });
    }

    @Test
    void hotEventsAreOff() {
        assertThat(Recordings.events(recording, "it.hot")).isEmpty();
    }

    @Test
    void spanHoldsItsResult() {
        RecordedEvent outer = Recordings.section(recording, "outer");
        assertThat(outer.getInt("ret")).isEqualTo(6);
        assertThat(outer.getString("error")).isNull();
    }

    @Test
    void spanInsideASpanIsItsChild() {
        RecordedEvent outer = Recordings.section(recording, "outer");
        RecordedEvent inner = Recordings.section(recording, "inner");
        assertThat(inner.getLong("parentId")).isEqualTo(outer.getLong("spanId"));
        assertThat(Recordings.traceId(inner)).isEqualTo(Recordings.traceId(outer));
        assertThat(inner.getStartTime()).isAfterOrEqualTo(outer.getStartTime());
        assertThat(inner.getEndTime()).isBeforeOrEqualTo(outer.getEndTime());
    }

    @Test
    void exceptionEndsItsSpan() {
        assertThat(Recordings.events(recording, "it.section"))
                .filteredOn(event -> event.getString("id").equals("failing"))
                .extracting(event -> event.getString("error"))
                .containsExactly("java.lang.IllegalStateException", "java.lang.NumberFormatException");
    }

    @Test
    void spanWithoutParentTakesTheOpenRootOnAnyThread() {
        RecordedEvent setup = state("m1", "setup");
        RecordedEvent worker = Recordings.section(recording, "worker");
        assertThat(worker.getLong("parentId")).isEqualTo(setup.getLong("parentId"));
        assertThat(Recordings.section(recording, "outer").getLong("parentId")).isEqualTo(setup.getLong("parentId"));
        assertThat(worker.getThread().getJavaName()).isEqualTo("worker");
    }

    @Test
    void rootIsAChildOfTheProcessThatStartedThisOne() {
        RecordedEvent setup = state("m1", "setup");
        assertThat(Recordings.traceId(setup)).isEqualTo("af7651916cd43dd8448eb211c80319c");
        assertThat(setup.getLong("groupParentId")).isEqualTo(0xb7ad6b7169203331L);
    }

    @Test
    void spanWithSeveralOpenRootsIsUnderNoneOfThem() {
        RecordedEvent ambiguous = Recordings.section(recording, "ambiguous");
        assertThat(ambiguous.getLong("parentId"))
                .isNotEqualTo(state("m1", "setup").getLong("parentId"))
                .isNotEqualTo(state("m2", "setup").getLong("parentId"));
        assertThat(Recordings.section(recording, "alone").getLong("parentId")).isEqualTo(0xb7ad6b7169203331L);
    }

    @Test
    void emittedIsWhatTheRecordingHoldsAndAmbiguousSpansAreCounted() throws Exception {
        List<RecordedEvent> events = Recordings.events(recording);
        assertThat(events).hasSize(11);
        assertThat(Files.readString(counters)).isEqualTo("11 1");
    }

    private static RecordedEvent state(String job, String value) {
        return Recordings.events(recording, "it.state").stream()
                .filter(event -> event.getString("job").equals(job)
                        && event.getString("value_").equals(value))
                .findFirst()
                .orElseThrow();
    }
}
