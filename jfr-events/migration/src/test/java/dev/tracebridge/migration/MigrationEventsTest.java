package dev.tracebridge.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SpanClosing;
import dev.tracebridge.catalogue.SpanPoint;
import dev.tracebridge.catalogue.SpanRule;
import dev.tracebridge.catalogue.TraceModel;
import dev.tracebridge.catalogue.Tracepoint;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the sidecar, as the generated events carry it out. */
class MigrationEventsTest {

    private static final TraceModel MODEL = model();

    private static final AtomicInteger TEXTS = new AtomicInteger();

    /**
     * Another one in each test. A text that comes again is written once for a chunk, and JDK 17 (17.0.15) takes a chunk for the one before where two
     * others lie between, as a recording that starts and stops makes them: then the text is missing.
     */
    private final String text = "text " + TEXTS.incrementAndGet();

    @TempDir
    Path folder;

    @Test
    void facadeHasOneMethodPerTracepoint() {
        assertThat(MigrationTrace.class.getDeclaredMethods())
                .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
                .allMatch(method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == void.class)
                .extracting(Method::getName)
                .containsExactlyInAnyOrderElementsOf(MODEL.catalogue().tracepoints().stream()
                        .map(Tracepoint::name)
                        .toList());
    }

    @ParameterizedTest(name = "{0} by {3}")
    @MethodSource("ends")
    void startAndEndAreOneEvent(String span, SpanPoint start, SpanPoint end, String endName) throws Exception {
        List<RecordedEvent> events = record(start, end);

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("qemu.migration." + span);
            assertThat(event.getLong("spanId")).isNotZero();
            assertThat(event.getBoolean("unfinished")).isFalse();
            assertThat(event.getString("error")).isNull();
        });
    }

    @ParameterizedTest(name = "{0} by {3}")
    @MethodSource("failures")
    void startAndFailureAreOneEventWithAnError(String span, SpanPoint start, SpanPoint failure, String name)
            throws Exception {
        List<RecordedEvent> events = record(start, failure);

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.getEventType().getName()).isEqualTo("qemu.migration." + span);
            assertThat(event.getString("error")).startsWith(name);
        });
    }

    @Test
    void benignEndOfSubsectionsIsNoError() throws Exception {
        List<RecordedEvent> events = record(() -> {
            VmstateSubsectionLoadEvent.emit("cpu");
            VmstateSubsectionLoadEvent.emit("cpu/a");
            VmstateSubsectionLoadBadEvent.emit("cpu/a", "(short)", "");
            VmstateSubsectionLoadBadEvent.emit("cpu", "cpu/b", "(lookup)");
        });

        assertThat(events)
                .extracting(event -> event.getString("parent"), event -> event.getString("error") != null)
                .containsExactlyInAnyOrder(tuple("cpu/a", false), tuple("cpu", true));
    }

    @Test
    void severalFaultsOnAPageAreOneSpan() throws Exception {
        List<RecordedEvent> events = record(() -> {
            PostcopyRamFaultThreadRequestEvent.emit(0x7f00_1000L, "pc.ram", 0x1000, 1);
            PostcopyRamFaultThreadRequestEvent.emit(0x7f00_1abcL, "pc.ram", 0x1000, 2);
            PostcopyPlacePageEvent.emit(0x7f00_1000L);
        });

        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactlyInAnyOrder(
                        "qemu.migration.postcopy_page", "qemu.migration.postcopy_ram_fault_thread_request");
    }

    @Test
    void requestsThatNameNoBlockAreAnswered() throws Exception {
        List<RecordedEvent> events = record(() -> {
            MigrateHandleRpReqPagesEvent.emit(null, 0x2000, 4096);
            GetQueuedPageEvent.emit("pc.ram", 0x2000, 2);
        });

        assertThat(events)
                .extracting(event -> event.getEventType().getName())
                .containsExactly("qemu.migration.migrate_rp_req_pages");
    }

    @Test
    void recoveryStaysUnderOneRoot() throws Exception {
        List<RecordedEvent> events = record(() -> {
            for (String state : List.of(
                    "setup",
                    "active",
                    "postcopy-active",
                    "postcopy-paused",
                    "postcopy-recover",
                    "postcopy-active",
                    "completed")) {
                MigrateSetStateEvent.emit(state);
            }
        });

        assertThat(events).hasSize(6);
        assertThat(events.stream().map(event -> event.getLong("parentId")).distinct())
                .hasSize(1);
    }

    @Test
    void retryIsANewRoot() throws Exception {
        List<RecordedEvent> events = record(() -> {
            for (String state : List.of("setup", "failed", "setup", "active", "completed")) {
                MigrateSetStateEvent.emit(state);
            }
        });

        assertThat(events)
                .extracting(event -> event.getString("new_state"), event -> event.getString("next"))
                .containsExactly(tuple("setup", "failed"), tuple("setup", "active"), tuple("active", "completed"));
        assertThat(events.stream().map(event -> event.getLong("parentId")).distinct())
                .hasSize(2);
    }

    @Test
    void perPageTracepointsAreNotRecordedByDefault() throws Exception {
        assertThat(record(() -> RamLoadLoopEvent.emit("pc.ram", 0, 8, 0x7f00L))).isEmpty();
        assertThat(RamLoadLoopEvent.enabled()).isFalse();
    }

    static Stream<Arguments> ends() {
        return MODEL.sidecar().spans().stream()
                .filter(rule -> rule.closing() == SpanClosing.EACH)
                .flatMap(rule -> rule.ends().stream().map(end -> arguments(rule, end)));
    }

    static Stream<Arguments> failures() {
        return MODEL.sidecar().spans().stream()
                .flatMap(rule -> rule.failures().stream().map(failure -> arguments(rule, failure)));
    }

    private static Arguments arguments(SpanRule rule, SpanPoint end) {
        return Arguments.of(rule.name(), rule.start(), end, end.tracepoint().name());
    }

    private List<RecordedEvent> record(SpanPoint start, SpanPoint end) throws Exception {
        return record(() -> {
            emit(start, 17);
            emit(end, 0);
        });
    }

    private interface Code {
        void run() throws Exception;
    }

    /**
     * On a thread of its own, since a rule's end may be the start of the next. What the threads of earlier tests left open is told as unfinished
     * whenever their end is noticed.
     */
    private List<RecordedEvent> record(Code code) throws Exception {
        Path file = folder.resolve("events.jfr");
        Throwable[] thrown = new Throwable[1];
        Instant begun;
        Thread thread = new Thread(() -> {
            try {
                code.run();
            } catch (Exception | AssertionError e) {
                thrown[0] = e;
            }
        });
        try (Recording recording = new Recording()) {
            recording.start();
            begun = recording.getStartTime();
            thread.start();
            thread.join();
            recording.stop();
            recording.dump(file);
        }
        assertThat(thrown[0]).isNull();
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("qemu.migration."))
                .filter(event -> !leftOpen(event, begun))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static boolean leftOpen(RecordedEvent event, Instant before) {
        return event.hasField("unfinished")
                && event.getBoolean("unfinished")
                && event.getStartTime().isBefore(before);
    }

    private void emit(SpanPoint point, int misalignment) throws ReflectiveOperationException {
        Tracepoint tracepoint = point.tracepoint();
        String className = MODEL.event(tracepoint.name()).orElseThrow().className();
        Method emit = Arrays.stream(
                        Class.forName("dev.tracebridge.migration." + className).getMethods())
                .filter(method -> method.getName().equals("emit"))
                .findFirst()
                .orElseThrow();
        emit.invoke(
                null,
                tracepoint.arguments().stream()
                        .map(argument -> value(point, argument, misalignment))
                        .toArray());
    }

    /** The same for both ends of a key; a start whose key is aligned is off by less than that. */
    private Object value(SpanPoint point, Argument argument, int misalignment) {
        String fixed = point.when().get(argument.name());
        boolean transformed =
                point.key().stream().anyMatch(part -> part.argument().equals(argument) && !part.plain());
        long number = fixed != null && fixed.matches("\\d+")
                ? Long.parseLong(fixed)
                : 4096 + (transformed ? misalignment : 0);
        return switch (argument.type().javaType()) {
            case STRING -> fixed == null ? text : fixed;
            case BOOLEAN -> false;
            case BYTE -> (byte) number;
            case SHORT -> (short) number;
            case INT -> (int) number;
            case LONG -> number;
            case FLOAT -> (float) number;
            case DOUBLE -> (double) number;
        };
    }

    private static TraceModel model() {
        Catalogue catalogue = Catalogue.parse("trace-events", resource("trace-events"));
        return TraceModel.of(catalogue, Sidecar.parse("trace-spans.yaml", resource("trace-spans.yaml"), catalogue));
    }

    private static String resource(String name) {
        try (InputStream in = MigrationTrace.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
