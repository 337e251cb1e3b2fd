package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments called like something of generated code, of its base classes, or of JFR. */
class NamesTest {

    private static final String CATALOGUE = """
            a_start(int event, int key, int taken, int PROBE, int TABLE, int mapped, int value)
            a_end(int event, int key, int thrown, int value, const char *open)
            b(const char *MACHINE, int next, int event, int PROBE)
            c(const char *CHAINS, int event, int recorded)
            d(int class, int error, int spanId, int startTime, int eventHandler, int eventConfiguration)
            e_start(void)
            e_end(void)
            f(const char *x, bool self)
            """;

    private static final String SIDECAR = """
            namespace: some.names
            spans:
              - start: {tracepoint: a_start, key: [{argument: event, map: {1: x}}, key]}
                end: {tracepoint: a_end, key: [open, key]}
                shape: async
                open: first
              - {start: e_start, end: e_end}
              - {name: g, start: e_end, end: a_end}
            states:
              - {name: machine, tracepoint: b, argument: MACHINE, terminal: [end]}
            phases:
              - {tracepoint: c, argument: CHAINS, chains: [{name: chain, first: one, last: two}]}
            """;

    @Test
    void areRecordedUnderTheirFields(@TempDir Path directory) throws Exception {
        Compilation.Result result = Compilation.in(directory)
                .file(
                        "some/names/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package some.names;")
                .file("some/names/trace-events", CATALOGUE.stripTrailing())
                .file("some/names/trace-spans.yaml", SIDECAR)
                .run();
        assertThat(result.messages()).isEmpty();
        try (URLClassLoader loader = result.load()) {
            Tracer tracer = new Tracer(loader, "some.names");
            List<RecordedEvent> events = tracer.record(() -> {
                tracer.emit("a_start", 1, 2, 3, 4, 5, 6, 7);
                tracer.emit("a_end", 8, 2, 9, 10, "x");
                tracer.emit("b", "begin", 1, 2, 3);
                tracer.emit("b", "end", 4, 5, 6);
                tracer.emit("c", "one", 1, 2);
                tracer.emit("c", "two", 3, 4);
                tracer.emit("d", 1, 2, 3, 4, 5, 6);
            });

            assertThat(events).extracting(e -> e.getEventType().getLabel()).containsExactly("a", "b", "c", "d");
            RecordedEvent a = events.get(0);
            assertThat(List.of("event", "key", "taken", "PROBE", "TABLE", "mapped", "value"))
                    .extracting(a::getInt)
                    .containsExactly(1, 2, 3, 4, 5, 6, 7);
            assertThat(a.hasField("end_key")).isFalse();
            assertThat(List.of("end_event", "thrown", "end_value"))
                    .extracting(a::getInt)
                    .containsExactly(8, 9, 10);
            RecordedEvent b = events.get(1);
            assertThat(b.getString("MACHINE")).isEqualTo("begin");
            assertThat(b.getString("next")).isEqualTo("end");
            assertThat(b.getInt("next_")).isEqualTo(1);
            RecordedEvent d = events.get(3);
            assertThat(List.of("class_", "error_", "spanId_", "startTime_", "eventHandler", "eventConfiguration"))
                    .extracting(d::getInt)
                    .containsExactly(1, 2, 3, 4, 5, 6);
        }
    }
}
