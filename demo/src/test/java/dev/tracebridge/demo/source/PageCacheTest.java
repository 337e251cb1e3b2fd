package dev.tracebridge.demo.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PageCacheTest {

    private static final int PAGE = 8;

    private final PageCache cache = new PageCache(4 * PAGE + 7, PAGE);

    @Test
    void keepsPagesAsTheyWere() {
        byte[] bytes = page(1);
        assertThat(cache.insert(5, bytes, 1)).isTrue();
        bytes[0] = 9;

        assertThat(cache.get(5, 1)).isEqualTo(page(1));
        assertThat(cache.get(1, 1)).isNull();
        assertThat(cache.get(6, 1)).isNull();
    }

    @Test
    void keepsAPageInUseFromBeingReplaced() {
        cache.insert(1, page(1), 1);

        assertThat(cache.insert(5, page(5), 2)).isFalse();
        assertThat(cache.get(1, 2)).isEqualTo(page(1));
        assertThat(cache.insert(5, page(5), 3)).isFalse();
        assertThat(cache.insert(5, page(5), 4)).isTrue();
        assertThat(cache.get(1, 4)).isNull();
        assertThat(cache.get(5, 4)).isEqualTo(page(5));
    }

    @Test
    void takesThePageItselfAgainAtAnyTime() {
        cache.insert(1, page(1), 1);

        assertThat(cache.insert(1, page(2), 1)).isTrue();
        assertThat(cache.get(1, 1)).isEqualTo(page(2));
    }

    private static byte[] page(int fill) {
        byte[] bytes = new byte[PAGE];
        Arrays.fill(bytes, (byte) fill);
        return bytes;
    }
}
