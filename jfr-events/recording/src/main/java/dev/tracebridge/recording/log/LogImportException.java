package dev.tracebridge.recording.log;

/** A log that cannot be imported; the message says which, what was expected, what was found and what would help. */
public final class LogImportException extends RuntimeException {

    private static final long serialVersionUID = 1;

    LogImportException(String message, Throwable cause) {
        super(message, cause);
    }

    LogImportException(String message) {
        this(message, null);
    }
}
