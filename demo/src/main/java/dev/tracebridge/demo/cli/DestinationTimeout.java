package dev.tracebridge.demo.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a source waits for a destination that takes nothing, or says nothing. */
final class DestinationTimeout {

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "30s",
            description = "How long the destination may stall.")
    private Duration timeout;

    Duration value() {
        return timeout;
    }
}
