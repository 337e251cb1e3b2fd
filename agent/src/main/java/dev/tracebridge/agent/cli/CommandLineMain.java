package dev.tracebridge.agent.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/**
 * Runs one command: results go to standard output, everything else to standard error.
 */
public final class CommandLineMain {

    private CommandLineMain() {}

    /**
     * Runs a command on the process's own streams.
     *
     * @param arguments the command and its arguments; none for the version
     * @return the exit code: 0 done, 1 the input is wrong, 2 usage, 3 the other side failed
     */
    public static int run(String... arguments) {
        StandardOutput.watch();
        PrintWriter out = new PrintWriter(System.out, false, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        return run(out, err, Terminal.hasColours(), arguments);
    }

    static int run(PrintWriter out, PrintWriter err, boolean colours, String... arguments) {
        CommandLine commandLine = new CommandLine(new TracebridgeCommand())
                .setOut(out)
                .setErr(err)
                .setColorScheme(Help.defaultColorScheme(colours ? Help.Ansi.ON : Help.Ansi.OFF))
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(new UsageMistake())
                .setExecutionExceptionHandler(new FailedCommand());
        int exitCode = commandLine.execute(arguments);
        // A writer throws nothing: a disk that is full under the results shows only here.
        if (out.checkError() && exitCode == ExitCode.DONE) {
            if (!StandardOutput.readerIsGone()) {
                err.println("tracebridge: " + StandardOutput.UNWRITABLE);
            }
            exitCode = ExitCode.WRONG_INPUT;
        }
        err.flush();
        return exitCode;
    }
}
