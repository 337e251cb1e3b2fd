package dev.tracebridge.exporter;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The file an export writes: under a name of its own until it is complete, so that what stood there before goes only for a whole one. */
final class OutputFile implements AutoCloseable {

    private final Path target;
    private final Path partial;
    private final OutputStream stream;

    private OutputFile(Path target, Path partial) throws IOException {
        this.target = target;
        this.partial = partial;
        this.stream = Files.newOutputStream(partial);
    }

    /**
     * Opens a file.
     *
     * @param target where it will be; what is there and no regular file, such as a pipe, is written to as it is
     * @throws IllegalArgumentException where it cannot be written
     */
    static OutputFile open(Path target) {
        boolean special = Files.exists(target) && !Files.isRegularFile(target);
        try {
            return new OutputFile(target, special ? target : target.resolveSibling(target.getFileName() + ".partial"));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write " + target + ": " + e, e);
        }
    }

    /** Writes there; more than one may, one after the other. */
    OtlpJsonLines lines() {
        return OtlpJsonLines.stream(stream);
    }

    /** The option of {@link ExportSettings} for it. */
    Map<String, String> option() {
        return Map.of("output", target.toString());
    }

    /** Gives the file its name: it is complete. */
    void keep() throws IOException {
        stream.close();
        if (!partial.equals(target)) {
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
        if (!partial.equals(target)) {
            Files.deleteIfExists(partial);
        }
    }
}
