package dev.tracebridge.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a process would survive the attach mechanism, which on Linux begins with a {@code SIGQUIT}: a JVM catches it, nearly every other program
 * dies of it.
 */
final class ProcessSignals {

    private static final int SIGQUIT = 3;
    private static final String CAUGHT = "SigCgt:";

    private ProcessSignals() {}

    /**
     * Whether the process is known not to catch {@code SIGQUIT}.
     *
     * @param pid the process
     * @return false where that cannot be told
     */
    static boolean diesOfQuit(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith(CAUGHT)) {
                    return isMissing(line.substring(CAUGHT.length()).strip());
                }
            }
        } catch (IOException | NumberFormatException notLinux) {
            // Other systems attach by other means.
        }
        return false;
    }

    private static boolean isMissing(String caught) {
        return (Long.parseUnsignedLong(caught, 16) >> (SIGQUIT - 1) & 1) == 0;
    }
}
