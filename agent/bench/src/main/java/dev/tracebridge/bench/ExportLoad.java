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
     * @param arguments a recording, how many times, and possibly a second one, to be exported once after that
     * @throws IOException where it fails
     */
    public static void main(String[] arguments) throws IOException {
        Lap.repeat(Integer.parseInt(arguments[1]), () -> export(Path.of(arguments[0])));
        if (arguments.length > 2) {
            Lap.repeat(1, () -> export(Path.of(arguments[2])));
        }
    }

    private static List<Long> export(Path recording) throws IOException {
        ExportCounts counts = counts(recording);
        return List.of(counts.received(), counts.spans());
    }

    /** Exports once, all of it. */
    static ExportCounts counts(Path recording) throws IOException {
        ExportCounts counts = RecordingExport.run(List.of(recording), Optional.empty(), System.err::println);
        if (counts.exported() != counts.received()) {
            throw new IOException("not all was exported: " + counts);
        }
        return counts;
    }
}
