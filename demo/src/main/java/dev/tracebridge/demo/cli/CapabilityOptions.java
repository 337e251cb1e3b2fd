package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a source can do besides precopy over one connection. */
final class CapabilityOptions {

    @Option(
            names = "--xbzrle-cache",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "0",
            description = "Keep so much of what was sent, and send pages again as their difference to it (XBZRLE). "
                    + "Good for a guest that changes little of many pages; 0 switches it off.")
    private long xbzrleCache;

    @Mixin
    private MultifdSourceOptions multifd;

    @Option(
            names = "--auto-converge",
            description = "Slow the guest down, step by step, when it dirties memory faster than half of what is sent.")
    private boolean autoConverge;

    @Option(
            names = "--postcopy-after",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "When memory has been sent for so long and there is still too much left, move the guest and "
                    + "send the rest after it: it waits there for the pages it touches. 0s moves it at once.")
    private Duration postcopyAfter;

    @Option(
            names = "--postcopy-preempt",
            description =
                    "Send pages the guest waits for over a connection of their own. The destination needs it too.")
    private boolean postcopyPreempt;

    @Option(
            names = "--preempt-at-setup",
            description = "Open that connection with the first one: a QEMU before 8.0 waits for it.")
    private boolean preemptAtSetup;

    @Option(
            names = "--max-postcopy-bandwidth",
            paramLabel = "SIZE",
            converter = ByteCount.class,
            defaultValue = "0",
            description =
                    "Bytes a second at most once the guest has moved, the pages it waits for excepted; 0 for any.")
    private long maxPostcopyBandwidth;

    @Option(
            names = "--recover-for",
            paramLabel = "TIME",
            converter = TimeSpan.class,
            defaultValue = "30s",
            description = "When the connection is cut after the guest has moved, try to connect again for so long.")
    private Duration recoverFor;

    @Option(
            names = "--no-switchover-start",
            description = "Do not say when the guest has stopped: a QEMU before 10.0 refuses to hear it.")
    private boolean noSwitchoverStart;

    /** All of it, checked. */
    MigrationCapabilities capabilities() {
        MigrationCapabilities capabilities = multifd.capabilities()
                .withXbzrle(xbzrleCache)
                .withAutoConverge(autoConverge)
                .withSwitchoverStart(!noSwitchoverStart);
        if (postcopyAfter != null) {
            return capabilities.withPostcopy(postcopyPreempt).withPreemptAtSetup(preemptAtSetup);
        }
        if (postcopyPreempt || preemptAtSetup) {
            throw new IllegalArgumentException("--postcopy-preempt needs --postcopy-after");
        }
        return capabilities;
    }

    /** How long memory is sent before the guest moves; null for never. */
    Duration postcopyAfter() {
        return postcopyAfter;
    }

    long maxPostcopyBandwidth() {
        return maxPostcopyBandwidth;
    }

    Duration recoverFor() {
        return recoverFor;
    }
}
