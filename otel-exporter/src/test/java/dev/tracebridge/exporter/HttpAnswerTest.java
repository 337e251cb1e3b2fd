package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, PT0S",
                "0, PT0S",
                "7, PT7S",
                "' 7 ', PT7S",
                "999999999, PT5M",
                "99999999999999999999, PT0S",
                "-3, PT0S",
                "soon, PT0S",
                "'Sat, 21 Nov 2026 12:00:09 GMT', PT9S",
                "'Sat, 21 Nov 2026 11:00:00 GMT', PT0S",
                "'Sun, 21 Nov 2027 12:00:00 GMT', PT5M"
            })
    void readsHowLongToWait(String header, Duration expected) {
        assertThat(HttpAnswer.retryAfter(header, NOW)).isEqualTo(expected);
    }
}
