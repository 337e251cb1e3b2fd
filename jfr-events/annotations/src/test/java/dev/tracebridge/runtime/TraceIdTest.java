package dev.tracebridge.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The ids of traces that begin here. */
class TraceIdTest {

    private static final int TRACES = 20_000;

    /** Flight Recorder writes 7 bits a byte. */
    private static final long LESS_THAN_THREE_BYTES = 1 << 14;

    static final class Work extends SpanEvent {

        private static final Work PROBE = new Work();

        static Work done() {
            Work work = new Work();
            work.enter(PROBE, null);
            work.exit();
            return work;
        }
    }

    @Test
    void theUpperHalfIsWrittenInTwoBytes() {
        for (int i = 0; i < TRACES; i++) {
            assertThat(Work.done().traceIdHigh).isPositive().isLessThan(LESS_THAN_THREE_BYTES);
        }
    }

    @Test
    void theLowerHalfAloneTellsTracesApart() {
        Set<Long> halves = new HashSet<>();
        for (int i = 0; i < TRACES; i++) {
            halves.add(Work.done().traceIdLow);
        }

        assertThat(halves).hasSize(TRACES);
    }

    @Test
    void halfOfTheLowerHalfsBitsAreSet() {
        long bits = 0;
        for (int i = 0; i < TRACES; i++) {
            bits += Long.bitCount(Work.done().traceIdLow);
        }

        assertThat((double) bits / TRACES).isBetween(31.5, 32.5);
    }
}
