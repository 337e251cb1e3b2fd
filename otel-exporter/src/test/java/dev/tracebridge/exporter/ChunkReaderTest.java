package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import dev.tracebridge.recording.EventTypeDescription;
import dev.tracebridge.recording.TracepointType;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Flight Recorder's own parser reads is right. */
class ChunkReaderTest {

    private static final int CAPACITY = 100_000;
    private static final int MUTATIONS = 100;
    private static final long CLOCKS_DIFFER_NANOS = 5_000_000;

    @TempDir
    private static Path folder;

    private static Path recording;

    /** An event without its times, and when it was over. */
    private record Told(String text, long start, long end) {}

    @BeforeAll
    static void record() throws Exception {
        recording = folder.resolve("all.jfr");
        try (Recording first = new Recording();
                Recording second = new Recording()) {
            first.enable(RamSavePageEvent.class).withStackTrace();
            first.start();
            emit(1);
            // A recording that starts makes the others begin a new chunk.
            second.start();
            Thread other = new Thread(() -> emit(2), "other \u20ac");
            other.start();
            other.join();
            first.stop();
            first.dump(recording);
        }
    }

    private static void emit(int seed) {
        String[] texts = {"pc.ram", "", null, "\u00e9", "\u20ac\ud83d\ude00", "a repeated text of some length"};
        for (int i = 0; i < 500; i++) {
            String text = texts[i % texts.length];
            SavevmSectionEvent section = SavevmSectionEvent.begin(text, -i);
            RamSavePageEvent.emit(text, Long.MIN_VALUE >> i % 64, Long.MAX_VALUE >>> i % 64, i - 250);
            if (i % 3 == 0) {
                SavevmSectionEvent.fail(section, new IllegalStateException());
            } else {
                SavevmSectionEvent.end(section, text, (i - 250) * 1_000_003);
            }
        }
        RamSavePageEvent.emit("x".repeat(20_000), 0, 0, 0);
        MigrateSetStateEvent.emit("setup " + seed);
        MigrateSetStateEvent.emit("completed");
    }

    @Test
    void readsWhatFlightRecorderReads() throws IOException {
        List<Told> expected = new ArrayList<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(recording)) {
            TracepointType.of(event.getEventType()).ifPresent(type -> expected.add(told(event, type)));
        }
        List<Told> found = read(recording).stream()
                .map(event -> told((TracepointEvent) event))
                .toList();

        List<Told> expectedInOrder = inOrder(expected);
        List<Told> foundInOrder = inOrder(found);
        assertThat(expected).hasSizeGreaterThan(2000);
        assertThat(foundInOrder.stream().map(Told::text).toList())
                .isEqualTo(expectedInOrder.stream().map(Told::text).toList());
        for (int i = 0; i < found.size(); i++) {
            // Flight Recorder's parser has no one clock for all chunks.
            assertThat(foundInOrder.get(i).end())
                    .isCloseTo(expectedInOrder.get(i).end(), within(CLOCKS_DIFFER_NANOS));
            assertThat(foundInOrder.get(i).start())
                    .isCloseTo(expectedInOrder.get(i).start(), within(CLOCKS_DIFFER_NANOS));
        }
        assertThat(found).isSortedAccordingTo(Comparator.comparingLong(Told::end));
    }

    @Test
    void findsTheMethodOnTheStack() throws IOException {
        List<String> functions = read(recording).stream()
                .map(TracepointEvent.class::cast)
                .filter(event -> event.rendering().tracepoint().equals("ram_save_page"))
                .map(TracepointEvent::function)
                .toList();

        assertThat(functions).hasSizeGreaterThan(1000).containsOnly(ChunkReaderTest.class.getName() + ".emit");
    }

    @Test
    void describesTypesAsFlightRecorderDoes() throws IOException {
        Map<String, EventTypeDescription> expected = new LinkedHashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            file.readEventTypes().stream()
                    .filter(type -> TracepointType.of(type).isPresent())
                    .forEach(type -> expected.put(type.getName(), EventTypeDescription.of(type)));
        }
        Map<String, EventTypeDescription> found = new LinkedHashMap<>();
        ChunkHeader header = RecordedChunks.of(recording).first();
        try (FileChannel channel = FileChannel.open(recording)) {
            ChunkInput in = new ChunkInput();
            in.enter(channel, header.end());
            EventReaders readers = EventReaders.of(in, header.metadata(), new All(), null);
            readers.types().all().stream()
                    .filter(ChunkTypes.ChunkType::event)
                    .forEach(type -> found.put(type.name(), readers.types().describe(type)));
            assertThat(EventReaders.of(in, header.metadata(), new All(), readers))
                    .as("where the types are the same")
                    .isSameAs(readers);
        }

        assertThat(expected).hasSizeGreaterThan(2);
        expected.forEach((name, description) -> {
            EventTypeDescription same = found.get(name);
            assertThat(same.fields()).as(name).isEqualTo(description.fields());
            assertThat(withoutIds(same)).as(name).isEqualTo(withoutIds(description));
        });
    }

    /** In the file an annotation also has the number of its type. */
    private static Map<String, Map<String, String>> withoutIds(EventTypeDescription type) {
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        type.annotations().forEach((name, all) -> {
            Map<String, String> kept = new LinkedHashMap<>(all);
            kept.remove("class");
            values.put(name, kept);
        });
        return values;
    }

    private static final class All implements EventReaders.Choice {

        @Override
        public boolean mayWant(String name, boolean tracepoint) {
            return false;
        }

        @Override
        public EventRendering renderingOf(EventTypeDescription type) {
            return null;
        }

        @Override
        public Optional<RareEvent.Kind> rareKind(EventTypeDescription type) {
            return Optional.empty();
        }

        @Override
        public int textLimit() {
            return 0;
        }
    }

    @Test
    void findsTheTypesOfWhichThereAreEvents() throws IOException {
        ChunkHeader header = RecordedChunks.of(recording).first();
        Set<String> present = new HashSet<>();
        try (FileChannel channel = FileChannel.open(recording)) {
            ChunkReader reader = new ChunkReader(assembler(), CAPACITY);
            reader.enter(channel, header, ChunkClock.of(List.of(header)), 0);
            reader.findPresent(header, present);
        }

        assertThat(present)
                .containsExactlyInAnyOrder(
                        "qemu.migration.savevm_section",
                        "qemu.migration.ram_save_page",
                        "qemu.migration.migrate_set_state");
    }

    /** Wherever the chunk was flushed, reading in parts gives what reading at once does. */
    @Test
    void readsOnWhereItStopped() throws IOException {
        List<Told> all = read(recording).stream()
                .map(event -> told((TracepointEvent) event))
                .toList();
        RecordedChunks chunks = RecordedChunks.of(recording);
        for (int events : new int[] {0, 1, 700, 1_000, all.size()}) {
            List<ReadEvent> rest = new ArrayList<>();
            long inFirst = read(recording).size() - countOf(chunks, 1);
            ReadPosition position = events <= inFirst
                    ? new ReadPosition(chunks.first().startTicks(), ChunkHeader.LENGTH, events)
                    : new ReadPosition(chunks.readable().get(1).startTicks(), ChunkHeader.LENGTH, events - inFirst);
            RecordedFile.readOn(chunks, position, CAPACITY, assembler(), rest::add);

            assertThat(rest.stream().map(event -> told((TracepointEvent) event).text()))
                    .as("after %s events", events)
                    .containsExactlyElementsOf(all.subList(events, all.size()).stream()
                            .map(Told::text)
                            .toList());
        }
    }

    /** Only the order suffers. */
    @ParameterizedTest
    @ValueSource(ints = {2, 64, 999})
    void readsSegmentsThatAreLongerThanWhatItHolds(int heldBack) throws IOException {
        List<String> all = read(recording).stream()
                .map(event -> told((TracepointEvent) event).text())
                .toList();
        List<String> found = new ArrayList<>();
        RecordedFile.read(
                List.of(RecordedChunks.of(recording)),
                heldBack,
                ChunkClock::of,
                assembler(),
                event -> found.add(told((TracepointEvent) event).text()));

        assertThat(found).containsExactlyInAnyOrderElementsOf(all);
    }

    private static long countOf(RecordedChunks chunks, int from) throws IOException {
        List<ReadEvent> events = new ArrayList<>();
        ReadPosition position = new ReadPosition(chunks.readable().get(from).startTicks(), ChunkHeader.LENGTH, 0);
        RecordedFile.readOn(chunks, position, CAPACITY, assembler(), events::add);
        return events.size();
    }

    /** Whatever it meets, it says so, and soon. */
    @Test
    void survivesDamage() throws IOException {
        byte[] whole = Files.readAllBytes(recording);
        ChunkHeader header = RecordedChunks.of(recording).first();
        Random random = new Random(20_240_917);
        Path damaged = folder.resolve("damaged.jfr");
        int failed = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = whole.clone();
            for (int places = 1 + random.nextInt(8); places > 0; places--) {
                int place = ChunkHeader.LENGTH + random.nextInt((int) header.size() - ChunkHeader.LENGTH);
                bytes[place] = (byte) random.nextInt();
            }
            Files.write(damaged, bytes);
            try {
                read(damaged);
            } catch (IOException told) {
                failed++;
            }
        }
        assertThat(failed).isPositive();
    }

    private static List<Told> inOrder(List<Told> events) {
        return events.stream()
                .sorted(Comparator.comparing(Told::text).thenComparing(Told::end))
                .toList();
    }

    private static List<ReadEvent> read(Path file) throws IOException {
        List<ReadEvent> events = new ArrayList<>();
        RecordedFile.read(List.of(RecordedChunks.of(file)), CAPACITY, ChunkClock::of, assembler(), events::add);
        return events;
    }

    private static SpanAssembler assembler() {
        return new SpanAssembler(
                AssemblyLimits.file(SpanLimits.getDefault()),
                Resource.empty(),
                SpanContext.getInvalid(),
                new EventAccount(),
                span -> {});
    }

    private static Told told(RecordedEvent event, TracepointType type) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        type.fields().forEach(field -> arguments.put(field.name(), event.getValue(field.fieldName())));
        RecordedThread start = event.hasField("startThread") ? event.getThread("startThread") : null;
        String text = describe(
                event.getEventType().getName(),
                describe(event.getThread()),
                describe(start == null ? event.getThread() : start),
                arguments,
                number(event, "traceIdHigh"),
                number(event, "traceIdLow"),
                number(event, "spanId"),
                number(event, "parentId"),
                number(event, "groupParentId"),
                event.hasField("endedBy") ? event.getString("endedBy") : null,
                event.hasField("error") ? event.getString("error") : null,
                event.hasField("next") ? event.getString("next") : null);
        boolean span = event.hasField("spanId");
        long end = EventTimes.of(event.getEndTime());
        return new Told(text, span ? EventTimes.of(event.getStartTime()) : end, end);
    }

    private static long number(RecordedEvent event, String field) {
        return event.hasField(field) ? event.getLong(field) : 0;
    }

    private static String describe(RecordedThread thread) {
        return describe(EventThread.of(
                thread.getId(), thread.getJavaThreadId(), thread.getJavaName(), thread.getOSThreadId(), ""));
    }

    private static Told told(TracepointEvent event) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (ArgumentAttribute argument : event.rendering().fields().arguments()) {
            arguments.put(argument.name(), event.argument(argument.name()));
        }
        TracepointEvent.SpanFields span = event.span();
        String text = describe(
                event.rendering().eventName(),
                describe(event.endThread()),
                describe(event.thread()),
                arguments,
                span.traceIdHigh(),
                span.traceIdLow(),
                span.spanId(),
                span.parentId(),
                span.groupParentId(),
                span.endedBy(),
                span.error(),
                span.next());
        return new Told(text, event.start(), event.end());
    }

    private static String describe(EventThread thread) {
        return thread.key() + ": " + EventAttributes.of(thread.attributes()).all();
    }

    /** Texts as they are, whole numbers without their sign. */
    private static String describe(Object... values) {
        return Arrays.stream(values)
                .map(value -> value instanceof Map<?, ?> map
                        ? map.entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + unsigned(entry.getValue()))
                                .collect(Collectors.joining(","))
                        : Objects.toString(value))
                .collect(Collectors.joining(" "));
    }

    private static String unsigned(Object value) {
        return value instanceof Integer number
                ? Long.toString(Integer.toUnsignedLong(number))
                : value instanceof Long number && number >= Integer.MIN_VALUE && number < 0
                        ? Long.toString(number & 0xffff_ffffL)
                        : Objects.toString(value);
    }
}
