package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What a destination must be told because the stream does not say it. */
final class IncomingOptions {

    @Option(
            names = "--multifd-channels",
            paramLabel = "N",
            defaultValue = "0",
            description = "Take pages over so many connections more, as the source sends them; 0 for none.")
    private int multifdChannels;

    @Option(
            names = "--multifd-flush",
            paramLabel = "WHEN",
            defaultValue = "ROUND",
            description = "When those connections wait for each other, as on the source. One of: "
                    + "${COMPLETION-CANDIDATES}.")
    private MultifdFlush multifdFlush;

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
        MigrationCapabilities capabilities =
                MigrationCapabilities.NONE.withMultifd(multifdChannels, multifdFlush, ZeroPages.MULTIFD);
        return postcopyPreempt ? capabilities.withPostcopy(true) : capabilities;
    }

    boolean postcopyPreempt() {
        return postcopyPreempt;
    }

    Duration recoverFor() {
        return recoverFor;
    }
}
