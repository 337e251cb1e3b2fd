package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WeaverPreloadTest {

    @Test
    void weavesASpanAndAnInstant() throws Exception {
        WovenClass woven = WeaverPreload.weaveSample();

        assertThat(woven.failed()).isEmpty();
        assertThat(woven.wovenMethods()).isEqualTo(2);
        assertThat(woven.classFile()).isNotEmpty();
    }
}
