package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.runtime.HotMetric;
import org.junit.jupiter.api.Test;

class HotSampleTest {

    @Test
    void readsWhatATracepointCounted() throws Exception {
        HotMetric counter = HotMetric.counter("qemu.migration.hot", "", "qemu.migration", "00ff", "hot(void) \"\"");
        HotMetric histogram = HotMetric.histogram("qemu.migration.size", "By", "qemu.migration", "00ff", "size(int a)");
        Assembly assembly = Assembly.withTotals(() -> {
            counter.add();
            counter.add();
            histogram.record(3);
            histogram.record(4096);
        });

        CountedTotal count = last(assembly, "qemu.migration.hot");
        assertThat(count.metric().unit()).isEqualTo("{event}");
        assertThat(count.metric().isHistogram()).isFalse();
        assertThat(count.metric().scope().getName()).isEqualTo("qemu.migration");
        assertThat(count.metric().scope().getVersion()).isEqualTo("00ff");
        assertThat(count.count()).isEqualTo(2);
        assertThat(count.since()).isBetween(1L, EventTimes.now());
        CountedTotal sizes = last(assembly, "qemu.migration.size");
        assertThat(sizes.sum()).isEqualTo(4099);
        assertThat(sizes.buckets()[3]).isEqualTo(1);
        assertThat(sizes.buckets()[13]).isEqualTo(1);
        assertThat(assembly.counts().exported()).isEqualTo(assembly.totals().size());
    }

    private static CountedTotal last(Assembly assembly, String name) {
        return assembly.totals().stream()
                .filter(total -> total.metric().name().equals(name))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
