package dev.tracebridge.agent.cli;

/**
 * Runs one command of the command line.
 */
public final class CommandLineMain {

    private CommandLineMain() {}

    /**
     * Runs a command.
     *
     * @param arguments the command and its arguments; none for the version
     * @return the exit code: 0 done, 1 the input is wrong, 2 usage, 3 the other side failed
     */
    public static int run(String... arguments) {
        return 0;
    }
}
