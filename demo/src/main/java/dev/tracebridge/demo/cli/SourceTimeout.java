package dev.tracebridge.demo.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** How long a destination waits for a source that says nothing. */
final class SourceTimeout {

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "30s",
            description = "How long the source may stall.")
    private Duration timeout;

    Duration value() {
        return timeout;
    }
}
