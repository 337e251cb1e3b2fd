package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a destination must be told because the stream does not say it. */
final class IncomingOptions {

    @Mixin
    private MultifdOptions multifd;

    @Option(
            names = "--postcopy-preempt",
            description = "Expect the pages the guest waits for over a connection of their own, as the source sends "
                    + "them. Without it postcopy works over the one connection.")
    private boolean postcopyPreempt;

    @Option(
            names = "--recover-for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "30s",
            description =
                    "When the connection is cut while the guest runs here without all of its memory, wait so long "
                            + "for the source to come back.")
    private Duration recoverFor;

    /** All of it, checked. */
    MigrationCapabilities capabilities() {
        MigrationCapabilities capabilities = multifd.capabilities();
        return postcopyPreempt ? capabilities.withPostcopy(true) : capabilities;
    }

    boolean postcopyPreempt() {
        return postcopyPreempt;
    }

    Duration recoverFor() {
        return recoverFor;
    }
}
