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
        boolean installed = version == Qemu.Version.INSTALLED;
        String property = System.getProperty(installed ? "tracebridge.qemu.catalogue" : "tracebridge.qemu10.root");
        assumeTrue(
                property != null,
                installed
                        ? "needs QEMU's trace-events-all: -Dtracebridge.qemu.catalogue=FILE"
                        : "needs QEMU 10.0: -Dtracebridge.qemu10.root=DIR");
        return installed ? Path.of(property) : Path.of(property, "usr/share/qemu/trace-events-all");
    }
}
