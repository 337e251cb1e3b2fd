package dev.tracebridge.bench;

import dev.tracebridge.exporter.ExportCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Exports a recording several times as {@link ExportLoad} does, in a JVM of its own, but for the network: requests end as bytes. The first time they are
 * decoded, and hold every event; each other time they have as many bytes.
 */
final class AssemblyLoad {

    private final Path recording;
    private final TakenRequests taken = TakenRequests.install();
    private long bytes;

    private AssemblyLoad(Path recording) {
        this.recording = recording;
    }

    /**
     * Exports, and prints for each time: events, spans, bytes, seconds, seconds of all processors together.
     *
     * @param arguments a recording, in which each event becomes a span or an event of one, and how many times
     * @throws IOException where it fails, or an event is not in the requests
     */
    public static void main(String[] arguments) throws IOException {
        System.setProperty("otel.exporter.otlp.endpoint", "http://127.0.0.1");
        AssemblyLoad load = new AssemblyLoad(Path.of(arguments[0]));
        Lap.repeat(Integer.parseInt(arguments[1]), load::export);
    }

    private List<Long> export() throws IOException {
        boolean first = bytes == 0;
        taken.begin(first);
        ExportCounts counts = ExportLoad.counts(recording);
        if (first) {
            bytes = taken.bytes();
            expect("events", counts.received(), taken.spans() + taken.spanEvents());
            expect("spans", counts.spans(), taken.spans());
        }
        expect("bytes", bytes, taken.bytes());
        return List.of(counts.received(), counts.spans(), bytes);
    }

    private static void expect(String what, long expected, long found) throws IOException {
        if (expected != found || expected == 0) {
            throw new IOException("the requests hold " + found + ' ' + what + ", expected " + expected);
        }
    }
}
