package dev.tracebridge.catalogue;

import java.util.List;
import java.util.stream.Collectors;

/** A catalogue or a sidecar cannot be used. Carries every problem of the file. */
public final class CatalogueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<CatalogueProblem> problems;

    CatalogueException(List<CatalogueProblem> problems) {
        super(problems.stream().map(CatalogueProblem::render).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems in the order of their lines; never empty. */
    public List<CatalogueProblem> problems() {
        return problems;
    }
}
