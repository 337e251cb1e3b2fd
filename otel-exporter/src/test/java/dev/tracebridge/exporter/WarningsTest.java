package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WarningsTest {

    private final List<String> log = new ArrayList<>();
    private final AtomicLong clock = new AtomicLong(5);
    private final Warnings warnings = new Warnings(log::add, clock::get);

    @Test
    void tellsTheFirstFailureAtOnceAndThenNowAndThen() {
        warnings.failed(1, "a");
        warnings.failed(2, "b");
        clock.addAndGet(Duration.ofSeconds(60).toNanos());
        warnings.failed(3, "c");

        assertThat(log)
                .containsExactly("export failed, 1 events lost so far: a", "export failed, 6 events lost so far: c");
    }

    @Test
    void tellsThatItIsOver() {
        warnings.succeeded();
        warnings.failed(1, "a");
        warnings.succeeded();
        warnings.succeeded();
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        warnings.failed(1, "b");

        assertThat(log)
                .containsExactly(
                        "export failed, 1 events lost so far: a",
                        "export works again, 1 events were lost",
                        "export failed, 2 events lost so far: b");
    }

    @Test
    void doesNotTellAgainAndAgainWhatComesAndGoes() {
        for (int i = 0; i < 100; i++) {
            warnings.failed(1, "a");
            warnings.succeeded();
        }

        assertThat(log)
                .containsExactly("export failed, 1 events lost so far: a", "export works again, 1 events were lost");
    }
}
