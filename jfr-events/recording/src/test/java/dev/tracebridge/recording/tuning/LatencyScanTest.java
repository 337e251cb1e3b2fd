package dev.tracebridge.recording.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyScanTest {

    private final LatencyScan scan = new LatencyScan();

    @Test
    void hasNothingToSayOfNothing() {
        assertThat(scan.latency()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 999, 123_456_789, Long.MAX_VALUE})
    void keepsASingleOneExactly(long nanos) {
        scan.add(Duration.ofNanos(nanos));

        assertThat(scan.latency()).hasValueSatisfying(latency -> {
            assertThat(latency.p50()).isEqualTo(Duration.ofNanos(nanos));
            assertThat(latency.p99()).isEqualTo(Duration.ofNanos(nanos));
            assertThat(latency.max()).isEqualTo(Duration.ofNanos(nanos));
            assertThat(latency.buckets().stream()
                            .mapToLong(Latency.Bucket::count)
                            .sum())
                    .isEqualTo(1);
        });
    }

    @Test
    void comesWithinAPercentOfTheSortedList() {
        long[] values = new Random(1)
                .doubles(100_000)
                .mapToLong(d -> (long) Math.exp(d * 20))
                .toArray();
        Arrays.stream(values).mapToObj(Duration::ofNanos).forEach(scan::add);
        Arrays.sort(values);

        Latency latency = scan.latency().orElseThrow();

        assertThat(latency.p50().toNanos()).isCloseTo(values[49_999], Percentage.withPercentage(1));
        assertThat(latency.p99().toNanos()).isCloseTo(values[98_999], Percentage.withPercentage(1));
        assertThat(latency.max().toNanos()).isEqualTo(values[99_999]);
        assertThat(latency.total().toNanos()).isEqualTo(Arrays.stream(values).sum());
        assertThat(latency.buckets().stream().mapToLong(Latency.Bucket::count).sum())
                .isEqualTo(100_000);
    }

    @Test
    void takesTimeThatRanBackwardsForNone() {
        scan.add(Duration.ofMillis(-5));

        assertThat(scan.latency().orElseThrow().max()).isZero();
    }
}
