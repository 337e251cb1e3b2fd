package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import javax.annotation.processing.Processor;
import org.junit.jupiter.api.Test;

/** How compilers and Gradle find the processor. */
class ServiceTest {

    @Test
    void compilersFindTheProcessor() {
        assertThat(ServiceLoader.load(Processor.class)).hasAtLeastOneElementOfType(TracebridgeProcessor.class);
    }

    @Test
    void gradleKnowsThatItAggregates() throws IOException {
        try (var in = getClass().getResourceAsStream("/META-INF/gradle/incremental.annotation.processors")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualToIgnoringNewLines(TracebridgeProcessor.class.getName() + ",aggregating");
        }
    }
}
