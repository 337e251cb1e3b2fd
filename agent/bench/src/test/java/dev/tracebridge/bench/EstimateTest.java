package dev.tracebridge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimateTest {

    @Test
    void isStudentsInterval() {
        Estimate estimate = Estimate.of(List.of(1.0, 2.0, 3.0));

        assertThat(estimate.mean()).isEqualTo(2);
        assertThat(estimate.noise()).isCloseTo(4.303 / Math.sqrt(3), within(1e-9));
    }

    @Test
    void knowsNoNoiseOfASingleSample() {
        Estimate estimate = Estimate.of(List.of(36.0));

        assertThat(estimate.noise()).isNaN();
        assertThat(estimate.text()).isEqualTo("36.0");
    }

    @Test
    void takesManySamples() {
        assertThat(Estimate.of(Collections.nCopies(100, 5.0))).isEqualTo(new Estimate(5, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0.2345|0.23", "-0.2|-0.20", "36.04|36.0", "1234567|1,234,567", "0|0", "-0.0|0"})
    void showsWhatMatters(double value, String text) {
        assertThat(Estimate.number(value)).isEqualTo(text);
    }
}
