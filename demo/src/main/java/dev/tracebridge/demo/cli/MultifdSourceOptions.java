package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import picocli.CommandLine.Option;

/** Channels for pages of one that sends them. */
final class MultifdSourceOptions {

    @Option(
            names = "--multifd-channels",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Send pages over so many connections more. The destination needs the same number; 0 for none.")
    private int channels;

    @Option(
            names = "--multifd-flush",
            paramLabel = "WHEN",
            defaultValue = "ROUND",
            description = "When those connections wait for each other: after each round through memory (QEMU 8.1 and "
                    + "newer) or after each section of it (before). The destination needs the same. One of: "
                    + "${COMPLETION-CANDIDATES}.")
    private MultifdFlush flush;

    @Option(
            names = "--zero-pages",
            paramLabel = "WHERE",
            defaultValue = "MULTIFD",
            description =
                    "Where pages of zeros are found when there is more than one connection: by each of them (QEMU "
                            + "9.0 and newer), on the main one (before), or nowhere. One of: ${COMPLETION-CANDIDATES}.")
    private ZeroPages zeroPages;

    /**
     * The capabilities of one that has these, and nothing else.
     *
     * @throws IllegalArgumentException if they are no such
     */
    MigrationCapabilities capabilities() {
        return MigrationCapabilities.NONE.withMultifd(channels, flush, zeroPages);
    }
}
