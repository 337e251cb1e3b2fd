package dev.tracebridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotMetricTest {

    @TempDir
    private Path folder;

    @Test
    void countsEveryHitOfManyThreads() throws Exception {
        HotMetric counter = HotMetric.counter("test.threads", "", "test", "00ff", "threads(void)");
        HotMetric histogram = HotMetric.histogram("test.values", "", "test", "00ff", "values(int value)");
        int threads = 32;
        int hits = 10_000;
        List<Thread> running = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int hit = 0; hit < hits; hit++) {
                    counter.add();
                    histogram.record(hit);
                }
            });
            thread.start();
            running.add(thread);
        }
        go.countDown();
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(counter.count()).isEqualTo((long) threads * hits);
        assertThat(histogram.count()).isEqualTo((long) threads * hits);
        assertThat(histogram.sum()).isEqualTo((long) threads * hits * (hits - 1) / 2);
    }

    @Test
    void writesWhatWasCountedWhenTheChunkEnds() throws Exception {
        HotMetric counter = HotMetric.counter("test.pages", "{page}", "test", "00ff", "pages(void)");
        HotMetric histogram = HotMetric.histogram("test.sizes", "By", "test", "00ff", "sizes(int size)");
        HotMetric silent = HotMetric.counter("test.silent", "", "test", "00ff", "silent(void)");
        Path file = folder.resolve("metrics.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            assertThat(HotMetric.enabled()).isTrue();
            counter.add();
            counter.add();
            for (long value : new long[] {-5, 0, 1, 2, 3, 4, 5, Long.MAX_VALUE}) {
                histogram.record(value);
            }
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> last = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("dev.tracebridge.Metric"))
                .collect(Collectors.toMap(event -> event.getString("metric"), event -> event, (a, b) -> b))
                .values()
                .stream()
                .toList();
        assertThat(last)
                .filteredOn(event -> event.getString("catalogue").equals("test"))
                .extracting(
                        event -> event.getString("metric"),
                        event -> event.getLong("count"),
                        event -> event.getString("unit"),
                        event -> event.getString("buckets"))
                .contains(
                        tuple("test.pages", 2L, "{page}", ""),
                        tuple("test.sizes", 8L, "By", "0:2 1:1 2:1 3:2 4:1 64:1"));
        assertThat(last).noneMatch(event -> event.getString("metric").equals("test.silent"));
        assertThat(silent.count()).isZero();
    }

    @Test
    void writesOnceASecondAndNeverLess() throws Exception {
        HotMetric counter = HotMetric.counter("test.rising", "", "test", "00ff", "rising(void)");
        CountDownLatch three = new CountDownLatch(3);
        List<Long> counts = new ArrayList<>();
        try (RecordingStream stream = new RecordingStream()) {
            stream.onEvent("dev.tracebridge.Metric", event -> {
                if (event.getString("metric").equals("test.rising")) {
                    counts.add(event.getLong("count"));
                    three.countDown();
                    counter.add();
                }
            });
            stream.startAsync();
            counter.add();
            three.await();
        }

        assertThat(counts).isSorted().startsWith(1L);
        assertThat(counts.get(2)).isGreaterThan(1);
    }
}
