package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import picocli.CommandLine.Option;

/** What a destination must be told of the source's channels for pages. */
final class MultifdOptions {

    @Option(
            names = "--multifd-channels",
            paramLabel = "N",
            defaultValue = "0",
            description = "Take pages over so many connections more, as the source sends them; 0 for none.")
    private int channels;

    @Option(
            names = "--multifd-flush",
            paramLabel = "WHEN",
            defaultValue = "ROUND",
            description = "When those connections wait for each other, as on the source. One of: "
                    + "${COMPLETION-CANDIDATES}.")
    private MultifdFlush flush;

    /**
     * The capabilities of one that has these, and nothing else.
     *
     * @throws IllegalArgumentException if they are no such
     */
    MigrationCapabilities capabilities() {
        return MigrationCapabilities.NONE.withMultifd(channels, flush, ZeroPages.MULTIFD);
    }
}
