package dev.tracebridge.demo.cli;

/** A command ends with an exit code other than 0, and this message. */
final class CommandFailedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailedException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    static CommandFailedException inputWrong(String message) {
        return new CommandFailedException(Demo.INPUT_WRONG, message);
    }

    static CommandFailedException otherSideFailed(String message) {
        return new CommandFailedException(Demo.OTHER_SIDE_FAILED, message);
    }

    int exitCode() {
        return exitCode;
    }
}
