package dev.tracebridge.agent.cli;

import dev.tracebridge.agent.cli.catalogue.CatalogueCommand;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code tracebridge}: says what it is, and leads to the commands.
 */
@Command(
        name = "tracebridge",
        description = "Tracepoint catalogues as JDK Flight Recorder events and OpenTelemetry spans.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            AttachCommand.class,
            StatusCommand.class,
            CatalogueCommand.class,
            ImportCommand.class,
            PrintCommand.class,
            ExportCommand.class,
            ReportCommand.class
        },
        footerHeading = "%nExit codes:%n",
        footer = {"  0  done", "  1  the input is wrong", "  2  wrong usage", "  3  the other side failed"})
final class TracebridgeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().printVersionHelp(spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
