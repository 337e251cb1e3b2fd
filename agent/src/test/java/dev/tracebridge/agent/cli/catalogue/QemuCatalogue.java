package dev.tracebridge.agent.cli.catalogue;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** QEMU's own catalogues, where they are installed. */
enum QemuCatalogue {
    QEMU_7_2,
    QEMU_10_0;

    /** How many tracepoints it has: every line that is neither blank nor a comment. */
    int size() throws IOException {
        try (Stream<String> lines = Files.lines(file())) {
            return (int) lines.map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .count();
        }
    }

    /** Its file; the test is skipped where it is not there and need not be. */
    Path file() {
        return this == QEMU_7_2 ? installed() : bootstrapped();
    }

    private static Path installed() {
        Path file = Path.of(System.getProperty("tracebridge.qemu.catalogue", "/usr/share/qemu/trace-events-all"));
        boolean required = "true".equals(System.getenv("CI"));
        assumeTrue(required || Files.exists(file), "needs QEMU 7.2: -Dtracebridge.qemu.catalogue=FILE");
        return file;
    }

    private static Path bootstrapped() {
        String root = System.getProperty("tracebridge.qemu10.root");
        assumeTrue(root != null, "needs QEMU 10.0: -Dtracebridge.qemu10.root=DIR");
        return Path.of(root, "usr/share/qemu/trace-events-all");
    }
}
