package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkClockTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void goesOnAcrossChunks() {
        // The second chunk's own reckoning is 3 microseconds behind.
        ChunkClock clock = ChunkClock.of(List.of(chunk(5 * SECOND, 1_000), chunk(6 * SECOND - 3_000, 1_000 + SECOND)));

        assertThat(clock.nanos(0, 1_000)).isEqualTo(5 * SECOND);
        assertThat(clock.nanos(0, 1_000 + SECOND - 1)).isLessThanOrEqualTo(clock.nanos(1, 1_000 + SECOND));
        assertThat(clock.nanos(1, 1_000 + SECOND)).isEqualTo(6 * SECOND - 3_000);
        assertThat(clock.nanos(1, 1_000 + SECOND / 2))
                .as("what began in the chunk before")
                .isEqualTo(clock.nanos(0, 1_000 + SECOND / 2));
    }

    @Test
    void tellsTheSameWhetherOrNotTheNextChunkIsKnownWhileTheJvmRuns() {
        ChunkHeader first = chunk(5 * SECOND, 1_000);
        ChunkHeader second = chunk(6 * SECOND - 3_000, 1_000 + SECOND);
        ChunkClock before = ChunkClock.whileRunning(List.of(first));
        ChunkClock after = ChunkClock.whileRunning(List.of(first, second));

        assertThat(after.nanos(0, SECOND / 3)).isEqualTo(before.nanos(0, SECOND / 3));
        assertThat(after.nanos(1, SECOND / 3))
                .as("what began in the chunk before")
                .isEqualTo(before.nanos(0, SECOND / 3));
        assertThat(after.nanos(1, 1_000 + SECOND)).isEqualTo(6 * SECOND - 3_000);
    }

    @Test
    void leavesEachChunkItsOwnWhereTheTimeWasSet() {
        ChunkClock clock = ChunkClock.of(List.of(chunk(5 * SECOND, 0), chunk(9 * SECOND, SECOND)));

        assertThat(clock.nanos(0, SECOND)).isEqualTo(6 * SECOND);
        assertThat(clock.nanos(1, SECOND)).isEqualTo(9 * SECOND);
        assertThat(clock.nanos(1, 0)).isEqualTo(8 * SECOND);
    }

    @Test
    void leavesEachChunkItsOwnWhereTicksGoBack() {
        ChunkClock clock = ChunkClock.of(List.of(chunk(5 * SECOND, 7 * SECOND), chunk(6 * SECOND, 0)));

        assertThat(clock.nanos(1, SECOND)).isEqualTo(7 * SECOND);
    }

    private static ChunkHeader chunk(long startNanos, long startTicks) {
        return new ChunkHeader(0, 1_000, 100, 100, startNanos, 0, startTicks, SECOND, ChunkHeader.FINISHED, 1);
    }
}
