package dev.tracebridge.agent.cli.catalogue;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.catalogue.Sidecar;
import dev.tracebridge.catalogue.SourceText;
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
        Optional<CatalogueInput> input = read(file);
        Optional<Path> path = sidecars.of(file);
        if (path.isPresent() && input.isEmpty()) {
            talk.note(path.get() + " is not checked, because the catalogue has errors");
        }
        return input.flatMap(i -> path.isEmpty() ? input : with(i, path.get()));
    }

    /** A catalogue without a sidecar, or nothing where it cannot be used. */
    Optional<CatalogueInput> read(String file) {
        boolean standard = file.equals(STANDARD_INPUT);
        String name = standard ? "<stdin>" : file;
        return tried(name, () -> {
            String text = standard ? SourceText.read(name, System.in) : SourceText.read(Path.of(file));
            return CatalogueInput.of(Catalogue.parse(name, text), text);
        });
    }

    private Optional<CatalogueInput> with(CatalogueInput input, Path sidecarPath) {
        String name = sidecarPath.toString();
        return tried(name, () -> {
            String text = SourceText.read(sidecarPath);
            Sidecar sidecar = Sidecar.parse(name, text, input.catalogue());
            TraceModel.of(input.catalogue(), sidecar);
            return input.with(sidecar, text);
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
