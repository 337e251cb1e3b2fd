package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.processor.generate.Example;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What generated classes put into a recording. */
class EmissionTest {

    private static final String NAMESPACE = "example.disk";

    private static URLClassLoader loader;
    private static Tracer tracer;

    @BeforeAll
    static void compile(@TempDir Path directory) {
        Compilation.Result result = Compilation.in(directory)
                .file(
                        "example/disk/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package example.disk;")
                .file("example/disk/trace-events", Example.catalogue().stripTrailing())
                .file("example/disk/trace-spans.yaml", Example.sidecar())
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

    private static RecordedEvent only(List<RecordedEvent> events) {
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    @Test
    void instantCarriesEveryType() throws Exception {
        RecordedEvent event = only(tracer.record(() -> tracer.emit(
                "all_types", true, (byte) 'x', (byte) -1, (byte) 200, (short) -2, (short) 60_000, -3, -1, -4L, 4096L)));

        assertThat(name(event)).isEqualTo("all_types");
        assertThat(event.getBoolean("flag")).isTrue();
        assertThat(event.getByte("c")).isEqualTo((byte) 'x');
        assertThat(event.getByte("i8")).isEqualTo((byte) -1);
        assertThat(event.getInt("u8")).isEqualTo(200);
        assertThat(event.getShort("i16")).isEqualTo((short) -2);
        assertThat(event.getInt("u16")).isEqualTo(60_000);
        assertThat(event.getInt("i32")).isEqualTo(-3);
        assertThat(event.getLong("u32")).isEqualTo(4_294_967_295L);
        assertThat(event.getLong("l")).isEqualTo(-4);
        assertThat(event.getLong("p")).isEqualTo(4096);
        assertThat(event.getStackTrace()).isNull();
    }

    @Test
    void sensitiveArgumentIsNowhere() throws Exception {
        RecordedEvent event = only(tracer.record(() -> tracer.emit("disk_login", "root", "secret")));

        assertThat(event.getFields())
                .extracting(ValueDescriptor::getName)
                .contains("user")
                .doesNotContain("password");
        assertThat(event.toString()).doesNotContain("secret");
    }

    @Test
    void typeDescribesItsTracepoint() throws Exception {
        RecordedEvent event = only(tracer.record(() -> tracer.emit("disk_open", "/a", 1L, false)));
        EventType type = event.getEventType();

        assertThat(type.getLabel()).isEqualTo("disk_open");
        assertThat(type.getCategoryNames()).containsExactly(NAMESPACE, "disk.c");
        assertThat(type.getDescription()).startsWith("disk_open(const char *path, uint64_t size, bool readonly) ");
        AnnotationElement tracepoint = type.getAnnotationElements().stream()
                .filter(a -> a.getTypeName().equals("dev.tracebridge.Tracepoint"))
                .findFirst()
                .orElseThrow();
        assertThat(tracepoint.getValue("name")).isEqualTo("disk_open");
        assertThat(tracepoint.getValue("format")).isEqualTo("\"path=%s size=%\"PRIu64\" readonly=%d\"");
        assertThat(tracepoint.getValue("catalogue")).isEqualTo(NAMESPACE);
        assertThat(tracepoint.getValue("hash").toString()).hasSize(64);
    }

    @Test
    void pairWithoutArgumentsIsOneEvent() throws Exception {
        RecordedEvent event = only(tracer.record(() -> {
            tracer.emit("disk_flush");
            tracer.emit("disk_flush_done", 7);
        }));

        assertThat(name(event)).isEqualTo("disk_flush");
        assertThat(event.getInt("ret")).isEqualTo(7);
        assertThat(event.getLong("spanId")).isNotZero();
        assertThat(event.getBoolean("unfinished")).isFalse();
        assertThat(event.getString("endedBy")).isNull();
    }

    @Test
    void endWithoutStartIsAnInstant() throws Exception {
        RecordedEvent event = only(tracer.record(() -> tracer.emit("disk_flush_done", 7)));

        assertThat(name(event)).isEqualTo("disk_flush_done");
        assertThat(event.getInt("ret")).isEqualTo(7);
    }

    @Test
    void flatSpanThatNeverEndedIsWrittenByItsSuccessor() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("disk_flush");
            tracer.emit("disk_flush");
            tracer.emit("disk_flush_done", 0);
        });

        assertThat(events).extracting(e -> e.getBoolean("unfinished")).containsExactly(true, false);
        assertThat(events).extracting(e -> e.getLong("parentId")).containsOnly(0L);
    }

    @Test
    void asyncSpansEndByKeyOnAnyThread() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("disk_read_start", 1, 100L, 10);
            tracer.emit("disk_read_start", 2, 200L, 20);
            Thread other = new Thread(() -> tracer.emit("disk_read_end", 2, 5), "other");
            other.start();
            other.join();
            tracer.emit("disk_read_end", 1, 6);
        });

        assertThat(events).extracting(EmissionTest::name).containsOnly("disk_read");
        assertThat(events).extracting(e -> e.getInt("id")).containsExactly(2, 1);
        assertThat(events).extracting(e -> e.getLong("offset")).containsExactly(200L, 100L);
        assertThat(events).extracting(e -> e.getInt("ret")).containsExactly(5, 6);
        assertThat(events.get(0).getThread().getJavaName()).isEqualTo("other");
        assertThat(events.get(0).getThread("startThread").getJavaName())
                .isEqualTo(Thread.currentThread().getName());
        assertThat(events.get(1).getThread("startThread")).isNull();
        assertThat(events).extracting(e -> e.getString("endedBy")).containsOnly("disk_read_end");
    }

    @Test
    void failureEndsWithAnError() throws Exception {
        RecordedEvent event = only(tracer.record(() -> {
            tracer.emit("disk_read_start", 1, 100L, 10);
            tracer.emit("disk_read_error", 1, "bad sector");
        }));

        assertThat(name(event)).isEqualTo("disk_read");
        assertThat(event.getString("endedBy")).isEqualTo("disk_read_error");
        assertThat(event.getString("error")).isEqualTo("disk_read_error: bad sector");
        assertThat(event.getString("message")).isEqualTo("bad sector");
    }

    @Test
    void stackNestsSpansOfOneKey() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("lookup_start", "a", 1);
            tracer.emit("lookup_start", "a", 2);
            tracer.emit("lookup_end", "a", true);
            tracer.emit("lookup_end", "a", false);
        });

        assertThat(events).extracting(e -> e.getInt("depth")).containsExactly(2, 1);
        assertThat(events.get(0).getLong("parentId")).isEqualTo(events.get(1).getLong("spanId"));
        assertThat(events).extracting(e -> e.getBoolean("found")).containsExactly(true, false);
    }

    @Test
    void whenTellsStartAndEndOfOneTracepointApart() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("session_state", "idle", "open");
            tracer.emit("session_state", "open", "busy");
            tracer.emit("session_state", "busy", "closed");
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("session_state", "session");
        RecordedEvent session = events.get(1);
        assertThat(session.getString("old")).isEqualTo("idle");
        assertThat(session.getString("new_")).isEqualTo("open");
        assertThat(session.getString("end_old")).isEqualTo("busy");
        assertThat(session.getString("end_new")).isEqualTo("closed");
    }

    @Test
    void firstOpensAndLaterStartsAreInstants() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("page_fault", 0x1234L, 0);
            tracer.emit("page_fault", 0x1ff0L, 1);
            tracer.emit("page_zero", 0x1000L);
            tracer.emit("page_zero", 0x1000L);
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("page_fault", "page_wait", "page_zero");
        assertThat(events.get(0).getLong("address")).isEqualTo(0x1ff0L);
        assertThat(events.get(1).getLong("address")).isEqualTo(0x1234L);
        assertThat(events.get(1).getString("endedBy")).isEqualTo("page_zero");
    }

    @Test
    void mappedKeysMeet() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("command_sent", (short) 2, "hello");
            tracer.emit("command_sent", (short) 9, "unknown");
            tracer.emit("command_done", "ping", 1L);
            tracer.emit("command_done", "9", 2L);
        });

        assertThat(events).extracting(EmissionTest::name).containsOnly("command");
        assertThat(events).extracting(e -> e.getString("text")).containsExactly("hello", "unknown");
    }

    @Test
    void groupThatReadersAssembleStaysInstants() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("burst_begin", (byte) 1);
            tracer.emit("burst_part", (byte) 2);
            tracer.emit("burst_part", (byte) 3);
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("burst_begin", "burst_part", "burst_part");
    }

    @Test
    void statesAreStepsOfOneRoot() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("job_state", 1, "new");
            tracer.emit("job_state", 1, "running");
            tracer.emit("job_state", 1, "finished");
        });

        assertThat(events).extracting(e -> e.getString("state")).containsExactly("new", "running");
        assertThat(events).extracting(e -> e.getString("next")).containsExactly("running", "finished");
        assertThat(events.get(0).getLong("parentId"))
                .isNotZero()
                .isEqualTo(events.get(1).getLong("parentId"));
    }

    @Test
    void spanFindsTheRootOfItsKey() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("job_state", 1, "new");
            tracer.emit("job_state", 2, "new");
            tracer.emit("job_step", 2, 50);
            tracer.emit("job_step_end", 2);
            tracer.emit("job_state", 1, "finished");
            tracer.emit("job_state", 2, "failed");
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("job_step", "job_state", "job_state");
        assertThat(events.get(2).getInt("job")).isEqualTo(2);
        assertThat(events.get(0).getLong("parentId")).isEqualTo(events.get(2).getLong("parentId"));
    }

    @Test
    void checkpointsAreStepsOfOneChain() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            tracer.emit("checkpoint", "stop");
            tracer.emit("checkpoint", "synced");
            tracer.emit("checkpoint", "stopped");
            tracer.emit("checkpoint", "alone");
        });

        assertThat(events).extracting(e -> e.getString("name")).containsExactly("stop", "synced", "alone");
        assertThat(events).extracting(e -> e.getString("next")).containsExactly("synced", "stopped", null);
    }

    @Test
    void completeEventKeepsItsDurationInAnArgument() throws Exception {
        RecordedEvent event = only(tracer.record(() -> tracer.emit("device_saved", "nic", 1500L)));

        assertThat(event.getDuration("downtime").toNanos()).isEqualTo(1_500_000);
    }

    @Test
    void hotTracepointsAreOffUntilSwitchedOn() throws Exception {
        Tracer.Scenario scenario = () -> {
            tracer.emit("page_sent", 1L, 2L);
            tracer.emit("page_dropped", 3L);
        };

        assertThat(tracer.record(scenario)).isEmpty();
        assertThat(tracer.record(Map.of("page_sent#enabled", "true"), scenario))
                .extracting(EmissionTest::name)
                .containsExactly("page_sent");
    }

    @Test
    void withoutItsSpanAPairIsTwoInstants() throws Exception {
        List<RecordedEvent> events = tracer.record(Map.of("disk_read#enabled", "false"), () -> {
            tracer.emit("disk_read_start", 1, 100L, 10);
            tracer.emit("disk_read_end", 1, 6);
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("disk_read_start", "disk_read_end");
    }

    @Test
    void withoutItsInstantsAPairIsASpanStill() throws Exception {
        Map<String, String> settings = Map.of("disk_read_start#enabled", "false", "disk_read_end#enabled", "false");
        List<RecordedEvent> events = tracer.record(settings, () -> {
            tracer.emit("disk_read_start", 1, 100L, 10);
            tracer.emit("disk_read_end", 1, 6);
            tracer.emit("disk_read_end", 1, 6);
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("disk_read");
    }

    @Test
    void methodThatIsASpanCarriesArgumentsOfBothEnds() throws Exception {
        RecordedEvent event = only(tracer.record(() -> {
            Object span = tracer.start("disk_read", 1, 100L, 10);
            tracer.end(span, 6);
        }));

        assertThat(event.getInt("id")).isEqualTo(1);
        assertThat(event.getInt("ret")).isEqualTo(6);
        assertThat(event.getString("endedBy")).isEqualTo("disk_read_end");
    }

    @Test
    void methodThatIsASpanIsTheParentOfWhatItCalls() throws Exception {
        List<RecordedEvent> events = tracer.record(() -> {
            Object outer = tracer.start("disk_read", 1, 100L, 10);
            Object inner = tracer.start("session", "idle");
            tracer.end(inner, "open");
            tracer.end(outer, 6);
        });

        assertThat(events).extracting(EmissionTest::name).containsExactly("session", "disk_read");
        assertThat(events.get(0).getLong("parentId")).isEqualTo(events.get(1).getLong("spanId"));
        assertThat(events.get(0).getLong("traceIdLow")).isEqualTo(events.get(1).getLong("traceIdLow"));
        assertThat(events.get(0).getString("new_")).isEqualTo("open");
        assertThat(events.get(0).getString("end_new")).isEqualTo("closed");
    }

    @Test
    void exceptionEndsTheSpanOfAMethod() throws Exception {
        RecordedEvent event = only(tracer.record(() -> {
            Object span = tracer.start("disk_read", 1, 100L, 10);
            tracer.fail(span, new IllegalStateException("no"));
        }));

        assertThat(event.getString("error")).isEqualTo("java.lang.IllegalStateException");
        assertThat(event.getString("endedBy")).isNull();
    }
}
