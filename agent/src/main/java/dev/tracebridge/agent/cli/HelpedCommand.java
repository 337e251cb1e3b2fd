package dev.tracebridge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What commands have in common: how their help looks, and the option that shows it. */
@Command(
        sortOptions = false,
        sortSynopsis = false,
        synopsisHeading = "%nUsage: ",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the input is wrong", "2:wrong usage"})
public abstract class HelpedCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;
}
