package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.bench.tracepoint.OtelAgentBenchmark;
import dev.tracebridge.bench.tracepoint.RecordedBenchmark;
import dev.tracebridge.bench.tracepoint.SdkBenchmark;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class RowTest {

    @Test
    void hasANameOfItsOwn() {
        assertThat(Row.all()).extracting(Row::id).doesNotHaveDuplicates();
    }

    @Test
    void isABenchmarkThatExists() {
        Set<String> benchmarks = new TreeSet<>();
        for (Class<?> type : new Class<?>[] {RecordedBenchmark.class, SdkBenchmark.class, OtelAgentBenchmark.class}) {
            for (Method method : type.getMethods()) {
                if (method.isAnnotationPresent(Benchmark.class)) {
                    benchmarks.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }

        assertThat(benchmarks)
                .containsAll(Row.all().stream().map(Row::benchmark).toList());
    }
}
