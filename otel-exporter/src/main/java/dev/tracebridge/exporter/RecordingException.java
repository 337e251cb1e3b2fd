package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A file or directory that no spans can be made of. The message is one line: which it is, what was expected, what was found. */
public final class RecordingException extends IOException {

    private static final long serialVersionUID = 1;

    private RecordingException(String message, Throwable cause) {
        super(message, cause);
    }

    static RecordingException of(Path file, String expected, String found) {
        return new RecordingException(file + ": expected " + expected + ", found " + found, null);
    }

    static RecordingException withoutTracepoints(List<Path> inputs) {
        String names = inputs.stream().map(Path::toString).collect(Collectors.joining(", "));
        return new RecordingException(
                names + ": expected events of tracepoints, found none; was the JVM started with"
                        + " -javaagent:tracebridge.jar?",
                null);
    }

    static RecordingException unreadable(Path file, Throwable cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new RecordingException(file + ": cannot be read: " + reason.replaceAll("\\R.*", ""), cause);
    }
}
