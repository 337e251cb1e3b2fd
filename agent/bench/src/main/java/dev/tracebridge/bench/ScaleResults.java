package dev.tracebridge.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the cost grew on one JDK, as it stands in the JSON file.
 *
 * @param machine where
 * @param date when it ended, UTC
 * @param command how to do it again
 * @param curves the figures
 */
record ScaleResults(Machine machine, String date, String command, List<Curve> curves) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    ScaleResults {
        curves = List.copyOf(curves);
    }

    static ScaleResults read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), ScaleResults.class);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, JSON.writeValueAsString(this) + '\n');
    }

    List<Curve> of(Plot plot) {
        return curves.stream().filter(curve -> curve.plot().equals(plot.id())).toList();
    }
}
