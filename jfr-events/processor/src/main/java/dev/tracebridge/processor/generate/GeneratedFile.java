package dev.tracebridge.processor.generate;

/**
 * One file of a generated tree.
 *
 * @param path relative to the root of sources and resources, with {@code /}: {@code dev/example/RamSavePageEvent.java}
 * @param text the whole text, lines ended by {@code \n}; of Java sources ASCII only
 */
public record GeneratedFile(String path, String text) {

    private static final String SOURCE = ".java";

    /** Whether this is a Java source; else it is a resource. */
    public boolean isSource() {
        return path.endsWith(SOURCE);
    }

    /**
     * The class a Java source declares.
     *
     * @return the binary name
     */
    public String className() {
        return path.substring(0, path.length() - SOURCE.length()).replace('/', '.');
    }

    /** The path alone: the text is long. */
    @Override
    public String toString() {
        return path;
    }
}
