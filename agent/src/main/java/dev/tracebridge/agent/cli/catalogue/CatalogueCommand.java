package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.agent.cli.HelpedCommand;
import picocli.CommandLine.Command;

/** {@code tracebridge catalogue}: the group of commands that work with catalogues. Does nothing by itself. */
@Command(
        name = "catalogue",
        header = "Check, list, compare and compile tracepoint catalogues.",
        description = {
            "",
            "A catalogue is a text file in QEMU's trace-events syntax, one tracepoint a line:",
            "",
            "  ram_save_page(const char *block, uint64_t offset) \"%%s: 0x%%\" PRIx64",
            "",
            "A sidecar, trace-spans.yaml beside the catalogue, names the namespace of the events and says which tracepoints make"
                    + " a span. '-' for a catalogue is standard input.",
        },
        subcommands = {
            CheckCommand.class,
            ListCommand.class,
            SpansCommand.class,
            DiffCommand.class,
            GenerateCommand.class,
            JfcCommand.class
        },
        commandListHeading = "%nCommands:%n")
public final class CatalogueCommand extends HelpedCommand {}
