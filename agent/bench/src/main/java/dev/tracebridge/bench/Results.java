package dev.tracebridge.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;

/**
 * What one run on one JDK measured, as it stands in the JSON file.
 *
 * @param machine where
 * @param date when it ended, UTC
 * @param command how to do it again
 * @param rounds how often everything was measured
 * @param series the figures
 */
record Results(Machine machine, String date, String command, int rounds, List<Series> series) {

    Results {
        series = List.copyOf(series);
    }

    static Results read(Path file) throws IOException {
        return JsonFile.read(file, Results.class);
    }

    void write(Path file) throws IOException {
        JsonFile.write(file, this);
    }

    Optional<Series> find(String id) {
        return series.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    Series get(String id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("no series " + id));
    }

    /** Two series compared round by round, since what disturbs one round disturbs both. */
    Estimate compare(String left, String right, DoubleBinaryOperator by) {
        List<Double> lefts = get(left).samples();
        List<Double> rights = get(right).samples();
        List<Double> compared = new ArrayList<>();
        for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
            compared.add(by.applyAsDouble(lefts.get(i), rights.get(i)));
        }
        return Estimate.of(compared);
    }

    Estimate ratio(String left, String right) {
        return compare(left, right, (l, r) -> l / r);
    }
}
