package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** The file an export writes: under a name of its own until it is complete, so that what stood there before goes only for a whole one. */
final class OutputFile implements AutoCloseable {

    private final Optional<Path> target;
    private final Optional<Path> partial;

    private OutputFile(Optional<Path> target, Optional<Path> partial) {
        this.target = target;
        this.partial = partial;
    }

    /**
     * Prepares a file; nothing where none is wanted.
     *
     * @param target where it will be; what is there and no regular file, such as a pipe, is written to as it is
     */
    static OutputFile of(Optional<Path> target) {
        boolean special = target.isPresent() && Files.exists(target.get()) && !Files.isRegularFile(target.get());
        return new OutputFile(
                target, special ? target : target.map(file -> file.resolveSibling(file.getFileName() + ".partial")));
    }

    /** The option of {@link ExportSettings} for it. */
    Map<String, String> option() {
        return partial.map(file -> Map.of("output", file.toString())).orElse(Map.of());
    }

    /** Gives the file its name: it is complete. */
    void keep() throws IOException {
        if (!partial.equals(target)) {
            Files.move(partial.get(), target.get(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        if (!partial.equals(target)) {
            Files.deleteIfExists(partial.get());
        }
    }
}
