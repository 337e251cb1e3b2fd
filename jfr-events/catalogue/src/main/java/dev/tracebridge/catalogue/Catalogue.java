package dev.tracebridge.catalogue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A file of tracepoints in QEMU's {@code trace-events} syntax, read as {@code tracetool} of QEMU 2.12 to 10.2 reads it. Immutable.
 *
 * <p>What {@code tracetool} or the C compiler behind it refuses is refused here, with all errors of the file in one
 * {@link CatalogueException}; what only some versions refuse is accepted.
 */
public final class Catalogue {

    private final String fileName;
    private final String hash;
    private final List<Tracepoint> tracepoints;
    private final Map<String, Tracepoint> byName = new HashMap<>();

    private Catalogue(String fileName, String hash, List<Tracepoint> tracepoints) {
        this.fileName = fileName;
        this.hash = hash;
        this.tracepoints = List.copyOf(tracepoints);
        tracepoints.forEach(t -> byName.put(t.name(), t));
    }

    /**
     * Reads a catalogue from text.
     *
     * @param fileName what errors call the file
     * @param text the whole file
     * @throws CatalogueException with every problem of the file
     */
    public static Catalogue parse(String fileName, String text) {
        Objects.requireNonNull(fileName, "fileName");
        SourceText.checkSize(fileName, text.length());
        return new Catalogue(fileName, sha256(text), new CatalogueParser(fileName, text).parse());
    }

    /**
     * Reads a catalogue from a file.
     *
     * @throws CatalogueException with every problem of the file
     * @throws java.io.UncheckedIOException where the file cannot be read
     */
    public static Catalogue read(Path path) {
        return parse(path.toString(), SourceText.read(path));
    }

    /** The file's name as given. */
    public String fileName() {
        return fileName;
    }

    /** SHA-256 of the file's UTF-8 bytes, 64 lower-case hexadecimal digits; the first 16 are enough to show. */
    public String hash() {
        return hash;
    }

    /** All tracepoints in the order of the file. */
    public List<Tracepoint> tracepoints() {
        return tracepoints;
    }

    /** The tracepoint of that name. */
    public Optional<Tracepoint> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
