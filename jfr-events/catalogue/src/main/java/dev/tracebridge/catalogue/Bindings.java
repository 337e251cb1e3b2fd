package dev.tracebridge.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Methods of code that cannot be annotated, bound to tracepoints by a file in YAML:
 *
 * <pre>
 * bindings:
 *   - class: com.acme.Volume
 *     method: copy                     # copy(int, String) where there are several; &lt;init&gt; for a constructor
 *     span: backup_volume              # or, at the method's entry, tracepoint: backup_block
 *     arguments: {volume: this.name, offset: 0, len: size}
 *     result: bytes
 * </pre>
 *
 * <p>A number is a parameter's place counted from 0, a word its name in the class file, {@code this.name} a field and {@code this.name()} a method
 * of the class.
 *
 * @param fileName what errors call the file
 * @param bindings in the order of the file
 */
public record Bindings(String fileName, List<Binding> bindings) {

    /** More than any file has that was written by hand. */
    static final int LIMIT = 10_000;

    /** Copies the list. */
    public Bindings {
        Objects.requireNonNull(fileName, "fileName");
        bindings = List.copyOf(bindings);
    }

    /**
     * Reads bindings from text. What they name is not looked for.
     *
     * @param fileName what errors call the text
     * @throws CatalogueException with every problem of the file
     */
    public static Bindings parse(String fileName, String text) {
        SourceText.checkSize(fileName, text.length());
        return new BindingsReader(fileName, text).read();
    }

    /**
     * Reads bindings from a file.
     *
     * @throws CatalogueException with every problem of the file
     * @throws java.io.UncheckedIOException where the file cannot be read
     */
    public static Bindings read(Path path) {
        return parse(path.toString(), SourceText.read(path));
    }
}
