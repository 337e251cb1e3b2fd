package dev.tracebridge.exporter;

import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Exports with a folder that keeps what waits, as its argument says, and to where the environment says. Each line of its input is a number of spans of
 * {@code savevm_section} to emit, their {@code section_id} counted from the second number of the line; the end of the input is its end.
 */
final class SpoolProgram {

    private SpoolProgram() {}

    public static void main(String[] arguments) throws IOException {
        AtomicLong emitted = new AtomicLong();
        JvmExporter.start(
                Map.of("spool.dir", arguments[0]),
                Map.of(),
                emitted::get,
                line -> System.err.println("tracebridge: " + line));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] numbers = line.split(" ");
            int first = Integer.parseInt(numbers[1]);
            for (int id = first; id < first + Integer.parseInt(numbers[0]); id++) {
                SavevmSectionEvent.open("ram", id);
                SavevmSectionEvent.close("ram", id, 0);
                emitted.incrementAndGet();
            }
        }
    }
}
