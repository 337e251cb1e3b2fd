package dev.tracebridge.agent.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns an exception of a command into one line on standard error and an exit code. What is nobody's mistake but ours comes with its stack trace.
 */
final class FailedCommand implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
        if (StandardOutput.readerIsGone()) {
            return ExitCode.WRONG_INPUT;
        }
        if (failure instanceof CommandException known) {
            commandLine.getErr().println("tracebridge: " + known.getMessage());
            return known.exitCode();
        }
        if (failure instanceof UncheckedIOException unchecked) {
            commandLine.getErr().println("tracebridge: " + describe(unchecked.getCause()));
            return ExitCode.WRONG_INPUT;
        }
        if (failure instanceof IOException unreadable) {
            commandLine.getErr().println("tracebridge: " + describe(unreadable));
            return ExitCode.WRONG_INPUT;
        }
        commandLine.getErr().println("tracebridge: this is a mistake of ours; please report it");
        failure.printStackTrace(commandLine.getErr());
        return ExitCode.OTHER_SIDE;
    }

    private static String describe(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
