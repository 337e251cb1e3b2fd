package dev.tracebridge.agent.cli;

/**
 * Ends a command with an exit code and one line of text: what was expected, what was found, what would be right.
 */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    private CommandException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** A catalogue, recording, log or process id is not what it should be. */
    static CommandException wrongInput(String message) {
        return new CommandException(ExitCode.WRONG_INPUT, message, null);
    }

    /** What was asked for cannot be meant. */
    static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message, null);
    }

    /** A collector or a target JVM failed. */
    static CommandException otherSide(String message, Throwable cause) {
        return new CommandException(ExitCode.OTHER_SIDE, message, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
