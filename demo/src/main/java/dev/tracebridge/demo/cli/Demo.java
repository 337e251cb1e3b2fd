package dev.tracebridge.demo.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The demo: live migration in Java that speaks QEMU's wire format. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Demo.Version.class,
        subcommands = {
            SourceCommand.class,
            DestinationCommand.class,
            ReceiveCommand.class,
            SendCommand.class,
            RelayCommand.class,
            AnalyzeCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Live migration in Java that speaks QEMU's wire format.",
            "",
            "A small guest that never stops writing moves from one JVM to another while it runs: "
                    + "start the destination first, then the source.",
            "",
            "A real machine of QEMU can be parked in a file, looked into there, and brought back; "
                    + "and a migration between two QEMUs can be traced on its way.",
            ""
        },
        footer = {
            "",
            "Example, in two terminals:",
            "  demo destination --listen 127.0.0.1:4444 --check",
            "  demo source --to 127.0.0.1:4444 --check",
            "",
            "Exit codes: 0 done, 1 the input is wrong, 2 usage, 3 the other side failed.",
            "Results go to standard output, everything else to standard error."
        })
public final class Demo implements Runnable {

    static final int INPUT_WRONG = 1;
    static final int OTHER_SIDE_FAILED = 3;

    @Spec
    private CommandSpec spec;

    private Demo() {}

    /** What {@code --version} says of every command. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Demo.class.getPackage().getImplementationVersion();
            return new String[] {"tracebridge-demo " + (version == null ? "(not packaged)" : version)};
        }
    }

    /** Runs one command and exits with its code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to execute. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Demo());
        commandLine
                .getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec()
                        .versionProvider(commandLine.getCommandSpec().versionProvider()));
        return commandLine.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler(Demo::report);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a COMMAND is missing");
    }

    private static int report(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter talk = command.getErr();
        if (thrown instanceof CommandFailedException failed) {
            talk.println("demo: " + failed.getMessage());
            return failed.exitCode();
        }
        if (thrown instanceof IOException) {
            talk.println("demo: " + (thrown.getMessage() == null ? thrown : thrown.getMessage()));
            return OTHER_SIDE_FAILED;
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        talk.print("demo: this is a fault of the demo itself\n" + trace);
        talk.flush();
        return INPUT_WRONG;
    }
}
