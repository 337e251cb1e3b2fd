package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hit that several events are made of is told from several hits. */
class SharedStartTest {

    private static final String NAMESPACE = "example.shared";

    private static URLClassLoader loader;
    private static Tracer tracer;

    @BeforeAll
    static void compile(@TempDir Path directory) {
        Compilation.Result result = Compilation.in(directory)
                .file(
                        "example/shared/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package example.shared;")
                .file(
                        "example/shared/trace-events",
                        "first_start(int n) \"%d\"",
                        "first_end(int n) \"%d\"",
                        "last_end(int n, bool shared, bool taken) \"%d %d %d\"",
                        "power(const char *state) \"%s\"",
                        "power_off(void) \"\"")
                .file("example/shared/trace-spans.yaml", """
                        namespace: example.shared
                        spans:
                          - {name: first, start: first_start, end: first_end}
                          - {name: second, start: first_end, end: last_end}
                          - {name: third, start: first_end, end: last_end}
                          - {name: fourth, start: last_end, end: power_off}
                          - {name: powered, start: power, end: power_off}
                        states:
                          - {name: life, tracepoint: power, argument: state, initial: ["on"], terminal: ["off"]}
                        """)
                .run();
        assertThat(result.messages()).isEmpty();
        loader = result.load();
        tracer = new Tracer(loader, NAMESPACE);
    }

    @AfterAll
    static void close() throws IOException {
        loader.close();
    }

    private static String name(RecordedEvent event) {
        return event.getEventType().getName().substring(NAMESPACE.length() + 1);
    }

    private static Boolean shared(RecordedEvent event) {
        return event.hasField("startShared") ? event.getBoolean("startShared") : null;
    }

    @Test
    void theEventsOfOneHitAllSaySoButOne() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("first_start", 1);
            tracer.emit("first_end", 2);
            tracer.emit("last_end", 3, false, false);
            tracer.emit("last_end", 4, false, false);
            tracer.emit("power_off");
        });

        assertThat(events)
                .extracting(SharedStartTest::name, SharedStartTest::shared)
                .containsExactlyInAnyOrder(
                        tuple("first", null),
                        tuple("second", true),
                        tuple("third", true),
                        tuple("fourth", true),
                        tuple("fourth", true));
    }

    @Test
    void theFirstSpanOfAHitThatEndsNothingIsItsOwn() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("first_end", 2);
            tracer.emit("last_end", 3, true, true);
            tracer.emit("last_end", 4, true, true);
            tracer.emit("last_end", 5, true, true);
            tracer.emit("power_off");
        });

        assertThat(events)
                .extracting(SharedStartTest::name, SharedStartTest::shared)
                .containsExactlyInAnyOrder(
                        tuple("second", false),
                        tuple("third", true),
                        tuple("fourth", true),
                        tuple("fourth", true),
                        tuple("fourth", false));
    }

    @Test
    void aSpanBesideTheStepOfAGroupSharesItsStart() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("power", "on");
            tracer.emit("power_off");
            tracer.emit("power", "off");
            tracer.emit("power_off");
        });

        assertThat(events)
                .filteredOn(event -> name(event).equals("powered"))
                .hasSize(2)
                .allMatch(SharedStartTest::shared);
    }
}
