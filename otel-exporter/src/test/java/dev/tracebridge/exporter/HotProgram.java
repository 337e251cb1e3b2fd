package dev.tracebridge.exporter;

import dev.tracebridge.runtime.HotMetric;
import java.nio.file.Path;
import jdk.jfr.Recording;

/** Hits hot tracepoints and records what they count. Its argument: the recording. */
final class HotProgram {

    private HotProgram() {}

    public static void main(String[] arguments) throws Exception {
        HotMetric counter = HotMetric.counter("qemu.migration.hot", "", "qemu.migration", "00ff", "hot(void)");
        HotMetric sizes = HotMetric.histogram("qemu.migration.size", "By", "qemu.migration", "00ff", "size(int a)");
        try (Recording recording = new Recording()) {
            recording.start();
            counter.add();
            counter.add();
            sizes.record(3);
            sizes.record(4096);
            recording.stop();
            recording.dump(Path.of(arguments[0]));
        }
    }
}
