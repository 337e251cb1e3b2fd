package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.TraceModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the files a command names and tells what is wrong with them: with all of them, in one run. */
final class InputReader {

    static final String STANDARD_INPUT = "-";

    private final Talk talk;
    private boolean failed;

    InputReader(Talk talk) {
        this.talk = talk;
    }

    /** Whether any file could not be used. */
    boolean failed() {
        return failed;
    }

    /** The catalogues with their sidecars, as far as they can be used. */
    List<CatalogueInput> read(List<String> files, SidecarOption sidecars) {
        List<CatalogueInput> inputs = new ArrayList<>();
        files.forEach(file -> read(file, sidecars).ifPresent(inputs::add));
        return inputs;
    }

    /** A catalogue with its sidecar, or nothing where one of the two cannot be used. */
    Optional<CatalogueInput> read(String file, SidecarOption sidecars) {
        Optional<Catalogue> catalogue = catalogue(file);
        Optional<Path> path = sidecars.of(file);
        if (path.isEmpty()) {
            return catalogue.map(c -> new CatalogueInput(c, Optional.empty()));
        }
        if (catalogue.isEmpty()) {
            talk.note(path.get() + " is not checked, because the catalogue has errors");
            return Optional.empty();
        }
        return sidecar(path.get(), catalogue.get()).map(s -> new CatalogueInput(catalogue.get(), Optional.of(s)));
    }

    /** A catalogue, or nothing where it cannot be used. */
    Optional<Catalogue> catalogue(String file) {
        if (file.equals(STANDARD_INPUT)) {
            return tried("<stdin>", () -> Catalogue.read("<stdin>", System.in));
        }
        return tried(file, () -> Catalogue.read(Path.of(file)));
    }

    private Optional<Sidecar> sidecar(Path path, Catalogue catalogue) {
        return tried(path.toString(), () -> {
            Sidecar sidecar = Sidecar.read(path, catalogue);
            TraceModel.of(catalogue, sidecar);
            return sidecar;
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> Optional<T> tried(String file, Reading<T> reading) {
        try {
            return Optional.of(reading.read());
        } catch (CatalogueException e) {
            talk.problems(e);
        } catch (UncheckedIOException e) {
            talk.error(file, e.getCause());
        } catch (InvalidPathException e) {
            talk.error(e.getReason() + ": " + file);
        } catch (IOException e) {
            talk.error(file, e);
        }
        failed = true;
        return Optional.empty();
    }
}
