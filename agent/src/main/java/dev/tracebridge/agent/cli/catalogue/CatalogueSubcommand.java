package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.agent.cli.HelpedCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One command of the group: prints results to standard output and talks on standard error. */
abstract class CatalogueSubcommand extends HelpedCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    /** Runs the command and answers its exit code. */
    @Override
    public final Integer call() throws IOException {
        return run(spec.commandLine().getOut(), new Talk(spec.commandLine().getErr()));
    }

    /**
     * Does the work.
     *
     * @param out for results
     * @param talk for everything else
     * @return the exit code
     * @throws IOException where a file cannot be read or written; it names the file
     */
    abstract int run(PrintWriter out, Talk talk) throws IOException;

    /** What to throw where the command is used wrongly. */
    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
