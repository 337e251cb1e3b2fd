package dev.tracebridge.bench;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.processor.generate.CatalogueText;
import dev.tracebridge.processor.generate.SourceGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a catalogue as large as QEMU's several times, in a JVM of its own, or generates the sources for it. */
final class CatalogueLoad {

    /** What QEMU 7.2 has. */
    static final int TRACEPOINTS = 5078;

    static final String PARSE = "parse";
    static final String GENERATE = "generate";

    private static final List<String> DECLARATIONS = List.of(
            "plain_%d(void) \"\"",
            "page_%d(const char *rbname, uint64_t offset, void *host) \"%%s: offset: 0x%%\" PRIx64 \" host: %%p\"",
            "size_%d(int fd, size_t length, unsigned int flags) \"fd %%d length %%zu flags 0x%%x\"",
            "begin_%d(const char *id, unsigned int section_id) \"%%s, section_id %%u\"",
            "end_%d(const char *id, unsigned int section_id, int ret) \"%%s, section_id %%u -> %%d\"");

    private CatalogueLoad() {}

    /** Writes the catalogue. */
    static void write(Path catalogue) throws IOException {
        Files.writeString(catalogue, text(TRACEPOINTS));
    }

    /** A catalogue of so many tracepoints. */
    static String text(int tracepoints) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < tracepoints; i++) {
            text.append(String.format(DECLARATIONS.get(i % DECLARATIONS.size()), i))
                    .append('\n');
        }
        return text.toString();
    }

    /**
     * Does it, and prints for each time: tracepoints, files generated, seconds, seconds of all processors together.
     *
     * @param arguments a catalogue, how many times, and {@code parse} or {@code generate}
     * @throws IOException where the catalogue cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        String text = Files.readString(Path.of(arguments[0]));
        boolean generates = arguments[2].equals(GENERATE);
        Lap.repeat(Integer.parseInt(arguments[1]), () -> generates ? generate(text) : parse(text));
    }

    private static List<Long> parse(String text) {
        return List.of(
                (long) Catalogue.parse("trace-events", text).tracepoints().size(), 0L);
    }

    private static List<Long> generate(String text) throws IOException {
        SourceGenerator generator = SourceGenerator.of(
                new CatalogueText("trace-events", text, "trace-spans.yaml", Optional.empty()), "bench.generated");
        long bytes = generator.sources().stream()
                .mapToLong(source -> source.text().length())
                .sum();
        if (bytes == 0) {
            throw new IOException("nothing was generated");
        }
        return List.of((long) TRACEPOINTS, (long) generator.sources().size());
    }
}
