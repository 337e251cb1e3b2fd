package dev.tracebridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spans whose end never comes: how many are kept, and what becomes of the others. */
class OpenSpanBoundsTest {

    private static final int TOO_MANY = 10;
    private static final int FRAMES = 4096;

    @TempDir
    private Path folder;

    @Name("bounds.Span")
    static final class BoundedSpan extends SpanEvent {

        private static final BoundedSpan PROBE = new BoundedSpan();

        int number;

        static BoundedSpan of(int number, boolean detached) {
            BoundedSpan span = new BoundedSpan();
            span.number = number;
            if (detached) {
                span.enterDetached(null);
            } else {
                span.enter(PROBE, null);
            }
            span.begin();
            return span;
        }
    }

    @Test
    void spansTooDeepAreChildrenOfTheDeepestThatIsKept() {
        List<BoundedSpan> spans = IntStream.range(0, FRAMES + TOO_MANY)
                .mapToObj(number -> BoundedSpan.of(number, false))
                .toList();
        for (int i = spans.size() - 1; i >= 0; i--) {
            spans.get(i).exit();
        }
        BoundedSpan after = BoundedSpan.of(0, false);
        after.exit();

        assertThat(spans.get(FRAMES - 1).parentId).isEqualTo(spans.get(FRAMES - 2).spanId);
        assertThat(spans.subList(FRAMES, spans.size()))
                .extracting(span -> span.parentId)
                .containsOnly(spans.get(FRAMES - 1).spanId);
        assertThat(after.parentId).isZero();
    }

    private List<RecordedEvent> record(Runnable work) throws IOException {
        Path file = folder.resolve("bounds.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(BoundedSpan.class);
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("bounds.Span"))
                .toList();
    }

    private static List<Integer> numbers(List<RecordedEvent> events) {
        return events.stream().map(event -> event.getInt("number")).sorted().toList();
    }

    private static List<Integer> oldest() {
        return IntStream.range(0, TOO_MANY).boxed().toList();
    }

    @Test
    void threadGivesUpItsOldestSpan() throws IOException {
        int count = OpenSpans.LIMIT + TOO_MANY;
        List<RecordedEvent> written = record(() -> {
            for (int i = 0; i < count; i++) {
                OpenSpans.open(BoundedSpan.of(i, false), i);
            }
        });
        assertThat(numbers(written)).isEqualTo(oldest());
        assertThat(written).allMatch(event -> event.getBoolean("unfinished"));
        assertThat(OpenSpans.isOpen(BoundedSpan.class, 0)).isFalse();
        for (int i = TOO_MANY; i < count; i++) {
            assertThat(OpenSpans.close(BoundedSpan.class, i)).isNotNull();
        }
        assertThat(ThreadTrace.cell()[0][0]).as("spans left on the thread").isZero();
    }

    @Test
    void tableGivesUpItsOldestKey() throws IOException {
        OpenSpanTable table = new OpenSpanTable();
        int count = OpenSpanTable.LIMIT + TOO_MANY;
        List<RecordedEvent> written = record(() -> {
            for (int i = 0; i < count; i++) {
                table.open(BoundedSpan.of(i, true), i);
            }
        });
        assertThat(numbers(written)).isEqualTo(oldest());
        assertThat(written).allMatch(event -> event.getBoolean("unfinished"));
        assertThat(table.close(0)).isNull();
        assertThat(table.close(TOO_MANY)).isNotNull();
    }

    @Test
    void tableGivesUpTheSpansOfOneKeyTogether() throws IOException {
        OpenSpanTable table = new OpenSpanTable();
        List<RecordedEvent> written = record(() -> {
            for (int i = 0; i <= OpenSpanTable.LIMIT; i++) {
                table.open(BoundedSpan.of(i, true), "the same");
            }
        });
        assertThat(written).hasSize(OpenSpanTable.LIMIT).allMatch(event -> event.getBoolean("unfinished"));
        assertThat(table.close("the same")).isNotNull();
        assertThat(table.close("the same")).isNull();
    }

    @Test
    void spansOfADeadThreadComeOutUnfinished() throws Exception {
        List<RecordedEvent> written = record(() -> {
            Thread thread = new Thread(() -> OpenSpans.open(BoundedSpan.of(1, false), "dead"));
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            OpenSpans.abandonAll();
        });
        assertThat(written)
                .singleElement()
                .satisfies(event -> assertThat(event.getBoolean("unfinished")).isTrue());
    }
}
