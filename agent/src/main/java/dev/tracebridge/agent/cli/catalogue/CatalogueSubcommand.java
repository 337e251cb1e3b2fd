package dev.tracebridge.agent.cli.catalogue;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** One command of the group: prints results to standard output and talks on standard error. */
abstract class CatalogueSubcommand extends HelpedCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int WRONG_INPUT = 1;

    @Spec
    private CommandSpec spec;

    /** Runs the command and answers its exit code. */
    @Override
    public final Integer call() {
        Talk talk = new Talk(spec.commandLine().getErr());
        try {
            return run(spec.commandLine().getOut(), talk);
        } catch (IOException e) {
            talk.error(e);
            return WRONG_INPUT;
        } finally {
            spec.commandLine().getOut().flush();
        }
    }

    /**
     * Does the work.
     *
     * @param out for results
     * @param talk for everything else
     * @return the exit code
     */
    abstract int run(PrintWriter out, Talk talk) throws IOException;
}
