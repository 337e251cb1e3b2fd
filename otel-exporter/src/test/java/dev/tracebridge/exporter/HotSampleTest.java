package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotSampleTest {

    @Test
    void readsWhatATracepointCounted(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("hot.jfr");
        // What is counted stays in the JVM, and in all its recordings.
        ChildJvm.Outcome outcome = ChildJvm.of(HotProgram.class).arguments(file).run();
        assertThat(outcome.exitCode()).as("%s", outcome).isZero();
        Assembly assembly = Assembly.read(AssemblyLimits.file(SpanLimits.getDefault()), SpanContext.getInvalid(), file);

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
