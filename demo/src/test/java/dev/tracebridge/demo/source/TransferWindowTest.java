package dev.tracebridge.demo.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures are worked out by hand from QEMU's rules. */
class TransferWindowTest {

    private static final long START = 1000;

    private final TransferWindow window = new TransferWindow(
            new MigrationParameters(Duration.ofMillis(300), 10_000_000, Duration.ofMinutes(1), Duration.ofSeconds(1)),
            START,
            500);

    @Test
    void hasNoThresholdBeforeTheFirstWindowHasEnded() {
        assertThat(window.update(START + 99, 1_000_000, 0, 0)).isNull();
        assertThat(window.threshold()).isZero();
    }

    @Test
    void derivesTheThresholdFromBandwidthAndDowntimeLimit() {
        TransferWindow.Result result = window.update(START + 125, 500 + 1_000_000, 0, 0);

        assertThat(result).isEqualTo(new TransferWindow.Result(1_000_000, 125, 8000, 2_400_000));
        assertThat(window.threshold()).isEqualTo(2_400_000);
        assertThat(window.megabitsPerSecond()).isCloseTo(64, within(1e-9));
    }

    @Test
    void expectsTheDowntimeThatWhatIsLeftWouldTake() {
        window.update(START + 100, 500 + 1_000_000, 5000, 2_000_000);

        assertThat(window.expectedDowntime()).isEqualTo(200);
    }

    @Test
    void keepsTheExpectationAfterAWindowThatTellsNothing() {
        window.update(START + 100, 500 + 10_000, 5000, 2_000_000);
        assertThat(window.expectedDowntime()).isEqualTo(300);
        window.update(START + 200, 1_000_000, 0, 2_000_000);
        assertThat(window.expectedDowntime()).isEqualTo(300);
    }

    @Test
    void isExhaustedAfterATenthOfTheMaximumBandwidth() {
        assertThat(window.isExhausted(500 + 999_999)).isFalse();
        assertThat(window.isExhausted(500 + 1_000_000)).isTrue();
        assertThat(window.remaining(START + 30)).isEqualTo(70);
        assertThat(window.remaining(START + 130)).isZero();
    }

    @Test
    void beginsTheNextWindowWhereTheLastOneEnded() {
        window.update(START + 100, 500 + 1_000_000, 0, 0);

        assertThat(window.isExhausted(500 + 1_999_999)).isFalse();
        assertThat(window.update(START + 300, 500 + 2_000_000, 0, 0))
                .isEqualTo(new TransferWindow.Result(1_000_000, 200, 5000, 1_500_000));
    }
}
