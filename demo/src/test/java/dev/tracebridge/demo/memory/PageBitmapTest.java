package dev.tracebridge.demo.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageBitmapTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 1000})
    void hasAllPagesAndNoMore(int pages) {
        PageBitmap bitmap = new PageBitmap(pages);
        bitmap.setAll();

        int count = 0;
        for (int page = bitmap.next(0); page >= 0; page = bitmap.next(page + 1)) {
            assertThat(page).isEqualTo(count++);
        }
        assertThat(count).isEqualTo(pages);
    }

    @Test
    void countsOnlyPagesThatWereNotSet() {
        PageBitmap bitmap = new PageBitmap(128);

        assertThat(bitmap.merge(1, 0b1011)).isEqualTo(3);
        assertThat(bitmap.merge(1, 0b1110)).isEqualTo(1);
        assertThat(bitmap.next(0)).isEqualTo(64);
        bitmap.clear(64);
        assertThat(bitmap.next(0)).isEqualTo(65);
        assertThat(bitmap.next(68)).isEqualTo(-1);
    }
}
