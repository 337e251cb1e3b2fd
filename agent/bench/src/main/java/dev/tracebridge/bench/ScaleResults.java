package dev.tracebridge.bench;

import java.io.IOException;
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

    ScaleResults {
        curves = List.copyOf(curves);
    }

    static ScaleResults read(Path file) throws IOException {
        return JsonFile.read(file, ScaleResults.class);
    }

    void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }

    List<Curve> of(Plot plot) {
        return curves.stream().filter(curve -> curve.plot().equals(plot.id())).toList();
    }
}
