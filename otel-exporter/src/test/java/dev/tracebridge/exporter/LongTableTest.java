package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTableTest {

    private final LongTable<String> table = new LongTable<>();

    @Test
    void doesWhatAMapDoes() {
        Map<Long, String> map = new HashMap<>();
        Random random = new Random(20_240_917);
        for (int i = 0; i < 100_000; i++) {
            // Few enough that they meet again.
            long key = random.nextInt(500) * (random.nextBoolean() ? 1L : 1L << 40) - 250;
            if (random.nextInt(3) == 0) {
                table.remove(key);
                map.remove(key);
            } else {
                table.put(key, "value " + i);
                map.put(key, "value " + i);
            }
            long asked = random.nextInt(500) - 250;
            assertThat(table.get(asked)).isEqualTo(map.get(asked));
        }
        assertThat(map)
                .isNotEmpty()
                .allSatisfy((key, value) -> assertThat(table.get(key)).isEqualTo(value));
    }

    @Test
    void isEmptyWhenItIsCleared() {
        table.put(0, "nought");
        table.put(Long.MIN_VALUE, "least");

        table.clear();

        assertThat(table.get(0)).isNull();
        assertThat(table.get(Long.MIN_VALUE)).isNull();
    }
}
