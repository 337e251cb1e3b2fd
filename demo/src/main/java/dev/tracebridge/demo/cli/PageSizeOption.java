package dev.tracebridge.demo.cli;

import picocli.CommandLine.Option;

/** The page size of a guest that is not ours. */
final class PageSizeOption {

    @Option(
            names = "--page-size",
            paramLabel = "SIZE",
            converter = PageSize.class,
            defaultValue = "4K",
            description = "The guest's page size.")
    private int bytes;

    int bytes() {
        return bytes;
    }
}
