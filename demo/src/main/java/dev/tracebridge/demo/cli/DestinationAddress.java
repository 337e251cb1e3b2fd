package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.transport.MigrationAddress;
import picocli.CommandLine.Option;

/** Where a QEMU waits for a machine. */
final class DestinationAddress {

    @Option(
            names = "--to",
            required = true,
            paramLabel = "ADDRESS",
            converter = MigrationAddressConverter.class,
            description = "Where the destination waits.")
    private MigrationAddress address;

    MigrationAddress value() {
        return address;
    }
}
