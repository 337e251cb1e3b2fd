package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder's own parser reads is right. */
class ChunkEventsTest {

    private static final int CAPACITY = 100_000;
    private static final int MUTATIONS = 100;
    private static final long CLOCKS_DIFFER_NANOS = 5_000_000;

    @TempDir
    private static Path folder;

    private static Path recording;

    @BeforeAll
    static void record() throws Exception {
        recording = folder.resolve("all.jfr");
        try (Recording first = new Recording();
                Recording second = new Recording()) {
            first.enable(RamSavePageEvent.class);
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
        List<ReadEvent> expected = new ArrayList<>();
        SpanAssembler theirs = assembler();
        RecordedFile.read(List.of(recording), CAPACITY, theirs::learn, theirs::read, expected::add);
        List<ReadEvent> found = new ArrayList<>();
        RecordedFile.read(List.of(recording), CAPACITY, assembler(), found::add);

        assertThat(expected).hasSizeGreaterThan(2000);
        assertThat(found.stream().map(ChunkEventsTest::describe).toList())
                .containsExactlyElementsOf(
                        expected.stream().map(ChunkEventsTest::describe).toList());
        for (int i = 0; i < found.size(); i++) {
            // Flight Recorder's parser has no one clock for all chunks.
            assertThat(found.get(i).end()).isCloseTo(expected.get(i).end(), within(CLOCKS_DIFFER_NANOS));
            assertThat(((TracepointEvent) found.get(i)).start())
                    .isCloseTo(((TracepointEvent) expected.get(i)).start(), within(CLOCKS_DIFFER_NANOS));
        }
    }

    @Test
    void leavesNoChunkOfThisJdkToTheOtherParser() throws IOException {
        List<ChunkHeader> chunks = RecordedChunks.of(recording).readable();
        assertThat(chunks).hasSizeGreaterThan(1);
        try (FileChannel channel = FileChannel.open(recording)) {
            for (ChunkHeader header : chunks) {
                assertThat(ChunkEvents.of(new ChunkInput(channel), header, types(), assembler()))
                        .isPresent();
            }
        }
    }

    @Test
    void leavesTypesItDoesNotFindAsTheyWereToTheOtherParser() throws IOException {
        ChunkHeader header = RecordedChunks.of(recording).first();
        Path renamed = folder.resolve("renamed.jfr");
        byte[] bytes = Files.readAllBytes(recording);
        replace(bytes, "qemu.migration.savevm_section", "qemu.migration.savevm_sectiom");
        Files.write(renamed, bytes);
        try (FileChannel channel = FileChannel.open(renamed)) {
            assertThat(ChunkEvents.of(new ChunkInput(channel), header, types(), assembler()))
                    .isEmpty();
        }
    }

    /** Whatever it meets, it says so, and soon. */
    @Test
    void survivesDamage() throws IOException {
        byte[] whole = Files.readAllBytes(recording);
        Map<Long, EventType> types = types();
        ChunkHeader header = RecordedChunks.of(recording).first();
        ChunkClock clock = ChunkClock.of(List.of(header));
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
            try (FileChannel channel = FileChannel.open(damaged)) {
                Optional<ChunkEvents> events = ChunkEvents.of(new ChunkInput(channel), header, types, assembler());
                if (events.isPresent()) {
                    events.get().read(clock, 0, 16_384, event -> {});
                } else {
                    failed++;
                }
            } catch (IOException told) {
                failed++;
            }
        }
        assertThat(failed).isPositive();
    }

    private static void replace(byte[] bytes, String text, String by) {
        String all = new String(bytes, StandardCharsets.ISO_8859_1).replace(text, by);
        System.arraycopy(all.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, bytes.length);
    }

    private static Map<Long, EventType> types() throws IOException {
        Map<Long, EventType> types = new LinkedHashMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            file.readEventTypes().forEach(type -> types.put(type.getId(), type));
        }
        return types;
    }

    private static SpanAssembler assembler() {
        return new SpanAssembler(
                AssemblyLimits.file(SpanLimits.getDefault()),
                Resource.empty(),
                SpanContext.getInvalid(),
                new EventAccount(),
                span -> {});
    }

    /** All but the times. */
    private static String describe(ReadEvent read) {
        TracepointEvent event = (TracepointEvent) read;
        return String.join(
                " ",
                event.rendering().eventName(),
                describe(event.thread()),
                describe(event.endThread()),
                EventAttributes.of(event).all().toString(),
                event.value(),
                describe(event.span()));
    }

    private static String describe(EventThread thread) {
        return thread.key() + ": " + EventAttributes.of(thread.attributes()).all();
    }

    private static String describe(TracepointEvent.SpanFields span) {
        return String.join(
                " ",
                Long.toString(span.traceIdHigh()),
                Long.toString(span.traceIdLow()),
                Long.toString(span.spanId()),
                Long.toString(span.parentId()),
                Long.toString(span.groupParentId()),
                span.endedBy(),
                span.error(),
                span.next(),
                Boolean.toString(span.unfinished()));
    }
}
