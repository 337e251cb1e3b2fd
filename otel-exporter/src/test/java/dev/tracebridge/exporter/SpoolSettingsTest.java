package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolSettingsTest {

    @Test
    void keepsAnHourOrAQuarterOfAGigabyteByDefault() {
        SpoolSettings settings = SpoolSettings.of(Map.of());

        assertThat(settings.size()).isEqualTo(268_435_456L);
        assertThat(settings.age()).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4096B, 4096", "64kb, 65536", "1 MB, 1048576", "2g, 2147483648"})
    void readsSizes(String text, long expected) {
        assertThat(SpoolSettings.of(Map.of("spool.size", text)).size()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5 m, PT5M", "2H, PT2H", "7d, PT168H"})
    void readsAges(String text, Duration expected) {
        assertThat(SpoolSettings.of(Map.of("spool.age", text)).age()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "spool.size, 0, expected a positive number of bytes",
        "spool.size, -1, expected a positive number of bytes",
        "spool.size, 1TB, expected a positive number of bytes",
        "spool.size, 9999999999, expected a positive number of bytes",
        "spool.age, 1, expected a positive number and",
        "spool.age, 0s, expected a positive number and",
        "spool.age, 1w, expected a positive number and"
    })
    void refusesWhatMakesNoSense(String option, String text, String message) {
        assertThatThrownBy(() -> SpoolSettings.of(Map.of(option, text)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(option + '=' + text + ": " + message);
    }
}
