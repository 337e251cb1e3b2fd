package dev.tracebridge.recording.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files with the expected output, rewritten where {@code -Dtracebridge.golden.update=true} says so. */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/dev/tracebridge/recording/report");

    private Golden() {}

    static String expected(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("tracebridge.golden.update")) {
            Files.writeString(file, actual);
        }
        return Files.readString(file);
    }
}
