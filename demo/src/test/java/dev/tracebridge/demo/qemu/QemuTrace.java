package dev.tracebridge.demo.qemu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a QEMU logs of itself. */
public final class QemuTrace {

    private QemuTrace() {}

    /** The options that make QEMU log these tracepoints, with times and threads. */
    public static List<String> options(Path log, String... tracepoints) {
        List<String> options = new ArrayList<>(List.of("-msg", "timestamp=on", "-D", log.toString()));
        for (String tracepoint : tracepoints) {
            options.addAll(List.of("-trace", tracepoint));
        }
        return options;
    }

    /** All tracepoints a QEMU has. */
    public static Path catalogue(Qemu.Version version) {
        String property = version == Qemu.Version.INSTALLED
                ? System.getProperty("tracebridge.qemu.catalogue")
                : System.getProperty("tracebridge.qemu10.root");
        assumeTrue(property != null, "needs QEMU's trace-events-all: -Dtracebridge.qemu.catalogue=FILE");
        return version == Qemu.Version.INSTALLED
                ? Path.of(property)
                : Path.of(property, "usr/share/qemu/trace-events-all");
    }
}
