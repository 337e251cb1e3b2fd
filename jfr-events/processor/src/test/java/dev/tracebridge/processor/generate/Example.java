package dev.tracebridge.processor.generate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A small catalogue with every role an event can have. */
public final class Example {

    /** The package that tests generate into. */
    public static final String PACKAGE = "example.disk";

    private Example() {}

    /** The catalogue's text. */
    public static String catalogue() {
        return read("trace-events");
    }

    /** The sidecar's text. */
    public static String sidecar() {
        return read("trace-spans.yaml");
    }

    static SourceGenerator generator() {
        return SourceGenerator.of(
                new CatalogueText("trace-events", catalogue(), "trace-spans.yaml", Optional.of(sidecar())), PACKAGE);
    }

    private static String read(String name) {
        try (InputStream in = Example.class.getResourceAsStream("/dev/tracebridge/processor/example/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
