package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one file, so that all of it is told in one run. */
final class Problems {

    /** A file of another kind would otherwise be answered with itself. */
    private static final int MAX = 500;

    private final String file;
    private final List<String> lines;
    private final List<CatalogueProblem> found = new ArrayList<>();

    Problems(String file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Adds a problem; line and column count from 1.
     *
     * @throws CatalogueException where there are too many to go on
     */
    void add(int line, int column, String message, String hint) {
        if (found.size() == MAX) {
            sort();
            found.add(new CatalogueProblem(
                    file, line, column, "more than " + MAX + " problems", "the rest is not read", ""));
            throw new CatalogueException(found);
        }
        String source = line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
        found.add(new CatalogueProblem(file, line, column, message, hint, source));
    }

    /** How many were added so far: a caller that sees no more after a step knows the step went well. */
    int count() {
        return found.size();
    }

    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        sort();
        throw new CatalogueException(found);
    }

    private void sort() {
        found.sort(Comparator.comparingInt(CatalogueProblem::line).thenComparingInt(CatalogueProblem::column));
    }
}
