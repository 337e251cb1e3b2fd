package dev.tracebridge.recording.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "1000, 0.001 ms",
        "12345678, 12.346 ms",
        "123456789, 123.5 ms",
        "2345678901, 2.35 s",
        "59990000000, 59.99 s",
        "61000000000, 1 min 01 s",
        "3725000000000, 1 h 02 min"
    })
    void durations(long nanos, String text) {
        assertThat(Figures.duration(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 0 B", "1023 | 1,023 B", "1024 | 1.0 KiB", "268435456 | 256.0 MiB", "1099511627776 | 1.0 TiB"})
    void bytes(long bytes, String text) {
        assertThat(Figures.bytes(bytes)).isEqualTo(text);
    }
}
