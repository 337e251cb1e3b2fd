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
    private int more;

    Problems(String file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Adds a problem; line and column count from 1. */
    void add(int line, int column, String message, String hint) {
        if (found.size() == MAX) {
            more++;
            return;
        }
        String source = line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
        found.add(new CatalogueProblem(file, line, column, message, hint, source));
    }

    /** How many were added so far: a caller that sees no more after a step knows the step went well. */
    int count() {
        return found.size() + more;
    }

    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        found.sort(Comparator.comparingInt(CatalogueProblem::line).thenComparingInt(CatalogueProblem::column));
        if (more > 0) {
            CatalogueProblem last = found.get(found.size() - 1);
            found.add(new CatalogueProblem(file, last.line(), last.column(), "and " + more + " more problems", "", ""));
        }
        throw new CatalogueException(found);
    }
}
