package dev.tracebridge.demo.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AutoConvergeTest {

    private final AtomicLong sent = new AtomicLong();
    private final List<Integer> throttles = new ArrayList<>();
    private final AutoConverge autoConverge = new AutoConverge(sent::get, throttles::add);

    @Test
    void slowsDownTheSecondTimeTheGuestIsTooFast() {
        period(1000, 501);
        assertThat(throttles).isEmpty();
        period(1000, 501);
        assertThat(throttles).containsExactly(20);
    }

    @Test
    void countsTimesThatDoNotFollowEachOther() {
        period(1000, 501);
        period(1000, 500);
        period(1000, 600);

        assertThat(throttles).containsExactly(20);
    }

    @Test
    void takesTenPercentMoreEachTimeUpToNinetyNine() {
        for (int i = 0; i < 22; i++) {
            period(1000, 1000);
        }

        assertThat(throttles).containsExactly(20, 30, 40, 50, 60, 70, 80, 90, 99, 99, 99);
        assertThat(autoConverge.highestPercent()).isEqualTo(99);
    }

    @Test
    void letsTheGuestGoInTheEnd() {
        period(1000, 1000);
        period(1000, 1000);
        autoConverge.end();

        assertThat(throttles).containsExactly(20, 0);
        assertThat(autoConverge.highestPercent()).isEqualTo(20);
    }

    private void period(long bytesSent, long dirtied) {
        sent.addAndGet(bytesSent);
        autoConverge.periodEnded(dirtied);
    }
}
