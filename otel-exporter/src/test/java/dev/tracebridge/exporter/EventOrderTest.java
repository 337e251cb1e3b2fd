package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventOrderTest {

    private record Entry(long end, long place) {}

    private final EventOrder order = new EventOrder(100_000);

    /** Buffers are in order, each for itself; the fewer ends there are, the more events share one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 5_000})
    void mergesRuns(int runs) {
        Random random = new Random(runs);
        List<Entry> entries = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            long end = random.nextInt(100);
            for (int i = 0; i < 10_000 / runs; i++) {
                end += random.nextInt(3);
                entries.add(new Entry(end, entries.size()));
            }
        }
        entries.forEach(entry -> order.add(entry.end(), entry.place()));

        order.sort();

        // Stable: those of one end stay as they came.
        entries.sort(Comparator.comparingLong(Entry::end));
        assertThat(places())
                .containsExactlyElementsOf(entries.stream().map(Entry::place).toList());
    }

    @Test
    void takesMoreAfterTheFirstHaveLeft() {
        for (int end : new int[] {5, 9, 1, 7, 3}) {
            order.add(end, 10 * end);
        }
        order.sort();
        order.remove(2);
        order.add(6, 60);
        order.add(4, 40);
        assertThat(order.firstPlace()).isEqualTo(40);

        order.sort();

        assertThat(places()).containsExactly(40L, 50L, 60L, 70L, 90L);
    }

    @Test
    void isFullAtItsCapacity() {
        EventOrder small = new EventOrder(3_000);
        for (int i = 0; i < 3_000; i++) {
            assertThat(small.isFull()).isFalse();
            small.add(-i, i);
        }
        small.sort();

        assertThat(small.isFull()).isTrue();
        assertThat(small.place(0)).isEqualTo(2_999);
    }

    private List<Long> places() {
        return IntStream.range(0, order.size()).mapToObj(order::place).toList();
    }
}
