package dev.tracebridge.recording.report;

import java.nio.file.Path;

/**
 * A file no report can be made of. The message says which file it is, what was expected, what was found, and what to do.
 */
public final class ReportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ReportException(Path file, String expected, String found, String remedy, Throwable cause) {
        super(file + ": expected " + expected + ", found " + found + "\n  " + remedy, cause);
    }
}
