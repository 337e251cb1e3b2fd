package dev.tracebridge.recording.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.unit.UnitLookup;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrAttributes;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

class RecordingWriterTest {

    private static final Instant TIME = Instant.parse("2026-11-21T09:26:51.280285Z");
    private static final long NANOS = TIME.getEpochSecond() * 1_000_000_000L + TIME.getNano();

    @TempDir
    private Path folder;

    @Test
    void writesEveryTypeOfField() throws IOException {
        WrittenType type = new WrittenType("test.all", label("all"))
                .field("flag", FieldType.BOOLEAN, label("flag"))
                .field("tiny", FieldType.BYTE, label("tiny"))
                .field("small", FieldType.SHORT, label("small"))
                .field("number", FieldType.INT, label("number").with("jdk.jfr.Unsigned"))
                .field("big", FieldType.LONG, label("big").with("jdk.jfr.Timespan", "MILLISECONDS"))
                .field("single", FieldType.FLOAT, label("single"))
                .field("real", FieldType.DOUBLE, label("real"))
                .field("text", FieldType.STRING, label("text"))
                .field("other", FieldType.THREAD, label("other"));

        List<RecordedEvent> events = RecordingFile.readAllEvents(write(writer -> {
            int first = writer.thread("first", 4711);
            int second = writer.thread("second", 0);
            for (long sign : new long[] {1, -1}) {
                writer.begin(type, NANOS, 1_500_000, first);
                writer.flag(sign > 0);
                writer.byteNumber(sign * 100);
                writer.shortNumber(sign * 30_000);
                writer.intNumber(sign * 2_000_000_000);
                writer.longNumber(sign * (Long.MAX_VALUE - 1));
                writer.floatNumber(sign * 1.5f);
                writer.doubleNumber(sign * 1e300);
                writer.text(sign > 0 ? "größer \u20ac" : null);
                writer.thread(sign > 0 ? second : 0);
                writer.end();
            }
        }));

        assertThat(events).hasSize(2);
        for (int i = 0; i < 2; i++) {
            RecordedEvent event = events.get(i);
            int sign = i == 0 ? 1 : -1;
            assertThat(event.getStartTime()).isEqualTo(TIME);
            assertThat(event.getDuration()).isEqualTo(Duration.ofNanos(1_500_000));
            assertThat(event.getThread().getOSName()).isEqualTo("first");
            assertThat(event.getThread().getOSThreadId()).isEqualTo(4711);
            assertThat(event.getBoolean("flag")).isEqualTo(sign > 0);
            assertThat(event.getByte("tiny")).isEqualTo((byte) (sign * 100));
            assertThat(event.getShort("small")).isEqualTo((short) (sign * 30_000));
            assertThat(event.<Integer>getValue("number")).isEqualTo(sign * 2_000_000_000);
            assertThat(event.<Long>getValue("big")).isEqualTo(sign * (Long.MAX_VALUE - 1));
            assertThat(event.getFloat("single")).isEqualTo(sign * 1.5f);
            assertThat(event.getDouble("real")).isEqualTo(sign * 1e300);
            assertThat(event.getString("text")).isEqualTo(sign > 0 ? "größer \u20ac" : null);
        }
        assertThat(events.get(0).getThread("other").getOSName()).isEqualTo("second");
        assertThat(events.get(1).getThread("other")).isNull();
    }

    @Test
    void describesTypes() throws IOException {
        TypeAnnotations annotations = label("Shown")
                .with("jdk.jfr.Category", List.of("one", "two"))
                .with("jdk.jfr.Description", "what it is")
                .with("dev.tracebridge.Span", Map.of("name", "span", "key", List.of("a", "b")))
                .with("dev.tracebridge.Derived");
        WrittenType type = new WrittenType("test.described", annotations)
                .field("number", FieldType.INT, label("n").with("jdk.jfr.Unsigned"))
                .field("took", FieldType.LONG, label("t").with("jdk.jfr.Timespan", "MILLISECONDS"));

        EventType read = RecordingFile.readAllEvents(write(writer -> {
                    writer.begin(type, NANOS, 0, 0);
                    writer.intNumber(1);
                    writer.longNumber(2);
                    writer.end();
                }))
                .get(0)
                .getEventType();

        assertThat(read.getName()).isEqualTo("test.described");
        assertThat(read.getLabel()).isEqualTo("Shown");
        assertThat(read.getDescription()).isEqualTo("what it is");
        assertThat(read.getCategoryNames()).containsExactly("one", "two");
        assertThat(read.getAnnotationElements())
                .extracting(AnnotationElement::getTypeName)
                .contains("dev.tracebridge.Derived", "dev.tracebridge.Span");
        AnnotationElement span = read.getAnnotationElements().stream()
                .filter(a -> a.getTypeName().equals("dev.tracebridge.Span"))
                .findFirst()
                .orElseThrow();
        assertThat(span.getValue("name")).isEqualTo("span");
        assertThat((Object[]) span.getValue("key")).containsExactly("a", "b");
        assertThat((Object[]) span.getValue("ends")).isEmpty();
        assertThat(read.getField("number").getAnnotation(Unsigned.class)).isNotNull();
        assertThat(read.getField("took").getAnnotation(Timespan.class).value()).isEqualTo("MILLISECONDS");
        assertThat(read.getField("took").getContentType()).isEqualTo("jdk.jfr.Timespan");
    }

    @Test
    void writesManyChunksThatDifferInTheirTypes() throws IOException, CouldNotLoadRecordingException {
        int count = 600_000;
        WrittenType even = new WrittenType("test.even", label("even")).field("n", FieldType.INT, label("n"));
        WrittenType late = new WrittenType("test.late", label("late")).field("word", FieldType.STRING, label("word"));
        Path file = write(writer -> {
            int thread = writer.thread("thread", 1);
            for (int i = 0; i < count; i++) {
                boolean second = i > count / 2;
                writer.begin(second ? late : even, NANOS + i * 1000L, 0, thread);
                if (second) {
                    byte[] word = ("word " + i % 20_000).getBytes(StandardCharsets.UTF_8);
                    writer.text(word, 0, word.length);
                } else {
                    writer.intNumber(i);
                }
                writer.end();
            }
        });

        try (RecordingFile recording = new RecordingFile(file)) {
            for (int i = 0; i < count; i++) {
                RecordedEvent event = recording.readEvent();
                if (!event.getStartTime().equals(TIME.plusNanos(i * 1000L))) {
                    assertThat(event.getStartTime()).isEqualTo(TIME.plusNanos(i * 1000L));
                }
                Object expected = i > count / 2 ? "word " + i % 20_000 : (Object) i;
                Object found = event.getValue(i > count / 2 ? "word" : "n");
                if (!expected.equals(found)) {
                    assertThat(found).isEqualTo(expected);
                }
            }
            assertThat(recording.hasMoreEvents()).isFalse();
        }
        IItemCollection items = JfrLoaderToolkit.loadEvents(file.toFile());
        assertThat(count(items, "test.even")).isEqualTo(count / 2 + 1);
        assertThat(count(items, "test.late")).isEqualTo(count / 2 - 1);
    }

    /** As one does that ends with the span of a whole migration, which began when the first chunk did. */
    @Test
    void chunksOfEventsThatBeganAtOnceAreAllReadByMissionControl() throws IOException, CouldNotLoadRecordingException {
        WrittenType type = new WrittenType("test.lasting", label("lasting"));
        long monthsLater = Duration.ofDays(60).toNanos();
        Path file = write(writer -> {
            for (long start : new long[] {NANOS, NANOS + monthsLater, NANOS, NANOS + monthsLater, NANOS}) {
                writer.begin(type, start, monthsLater, 0);
                writer.end();
            }
        });

        assertThat(RecordingFile.readAllEvents(file))
                .extracting(
                        event -> Duration.between(TIME, event.getStartTime()).toDays())
                .containsExactly(0L, 60L, 0L, 60L, 0L);
        assertThat(count(JfrLoaderToolkit.loadEvents(file.toFile()), "test.lasting"))
                .isEqualTo(5);
    }

    @Test
    void isReadByMissionControlToTheNanosecond() throws IOException, CouldNotLoadRecordingException {
        WrittenType type = new WrittenType("test.exact", label("exact"));
        Path file = write(writer -> {
            writer.begin(type, NANOS + 1, 250_001, writer.thread("thread", 1));
            writer.end();
        });

        IItemIterable events = JfrLoaderToolkit.loadEvents(file.toFile())
                .apply(ItemFilters.type("test.exact"))
                .iterator()
                .next();
        IItem event = events.iterator().next();

        assertThat(JfrAttributes.START_TIME
                        .getAccessor(events.getType())
                        .getMember(event)
                        .clampedLongValueIn(UnitLookup.EPOCH_NS))
                .isEqualTo(NANOS + 1);
        assertThat(JfrAttributes.DURATION
                        .getAccessor(events.getType())
                        .getMember(event)
                        .clampedLongValueIn(UnitLookup.NANOSECOND))
                .isEqualTo(250_001);
        assertThat(JfrAttributes.EVENT_THREAD
                        .getAccessor(events.getType())
                        .getMember(event)
                        .getThreadName())
                .isEqualTo("thread");
    }

    @Test
    void readsTimesBeforeTheFirstEvent() throws IOException {
        WrittenType type = new WrittenType("test.early", label("early"));

        List<RecordedEvent> events = RecordingFile.readAllEvents(write(writer -> {
            for (long days = 0; days < 3; days++) {
                writer.begin(type, NANOS - days * 86_400_000_000_000L, 0, 0);
                writer.end();
            }
        }));

        assertThat(events)
                .extracting(RecordedEvent::getStartTime)
                .containsExactly(TIME, TIME.minus(Duration.ofDays(1)), TIME.minus(Duration.ofDays(2)));
    }

    @Test
    void writesARecordingOfNothing() throws IOException {
        assertThat(RecordingFile.readAllEvents(write(writer -> {}))).isEmpty();
    }

    private static long count(IItemCollection items, String type) {
        return items.apply(ItemFilters.type(type)).stream()
                .mapToLong(IItemIterable::getItemCount)
                .sum();
    }

    private static TypeAnnotations label(String label) {
        return new TypeAnnotations().with("jdk.jfr.Label", label);
    }

    private interface Events {
        void write(RecordingWriter writer) throws IOException;
    }

    private Path write(Events events) throws IOException {
        Path file = folder.resolve("written.jfr");
        try (OutputStream out = Files.newOutputStream(file)) {
            RecordingWriter writer = new RecordingWriter(out);
            events.write(writer);
            writer.finish();
        }
        return file;
    }
}
