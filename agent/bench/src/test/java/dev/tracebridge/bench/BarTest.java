package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarTest {

    @ParameterizedTest
    @CsvSource({
        "1.1, 0.2, 1.15, false, ok",
        "1.3, 0.2, 1.15, false, ok",
        "1.4, 0.2, 1.15, false, short",
        "1.4, NaN, 1.15, false, short",
        "0.9, 0.2, 1.00, true,  ok",
        "0.7, 0.2, 1.00, true,  short",
        "2.0, 0.2, 1.00, true,  ok",
    })
    void isShortOnlyBeyondItsNoise(double mean, double noise, double limit, boolean atLeast, String verdict) {
        Bar bar = new Bar("name", "title", new Estimate(mean, noise), limit, atLeast);

        assertThat(bar.line()).startsWith("name ").endsWith(" " + verdict);
    }
}
