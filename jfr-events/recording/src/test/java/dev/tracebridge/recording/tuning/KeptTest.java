package dev.tracebridge.recording.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptTest {

    @Test
    void countsWhatIsBeyondTheLimit() {
        Kept<Integer> kept = new Kept<>();
        for (int i = 0; i < Kept.LIMIT + 3; i++) {
            kept.add(i);
        }

        assertThat(kept.values()).hasSize(Kept.LIMIT);
        assertThat(kept.leftOut()).isEqualTo(3);
    }
}
