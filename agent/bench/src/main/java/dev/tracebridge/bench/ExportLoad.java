package dev.tracebridge.bench;

import dev.tracebridge.exporter.ExportCounts;
import dev.tracebridge.exporter.RecordingExport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Exports a recording several times, in a JVM of its own. */
final class ExportLoad {

    private ExportLoad() {}

    /**
     * Exports, and prints for each time: events, spans, seconds, seconds of all processors together.
     *
     * @param arguments a recording, and how many times
     * @throws IOException where it fails
     */
    public static void main(String[] arguments) throws IOException {
        Path recording = Path.of(arguments[0]);
        Lap.repeat(Integer.parseInt(arguments[1]), () -> {
            ExportCounts counts = RecordingExport.run(List.of(recording), Optional.empty(), System.err::println);
            if (counts.exported() != counts.received()) {
                throw new IOException("not all was exported: " + counts);
            }
            return List.of(counts.received(), counts.spans());
        });
    }
}
