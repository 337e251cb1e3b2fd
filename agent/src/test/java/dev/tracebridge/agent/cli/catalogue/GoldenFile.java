package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected outputs, kept as files beside the tests; {@code -Dtracebridge.golden.update=true} rewrites them. */
public final class GoldenFile {

    private static final Path FOLDER = Path.of("src/test/resources/dev/tracebridge/agent/cli/catalogue");

    private GoldenFile() {}

    /** Compares with a file, named from the folder of the tests of {@code catalogue}. */
    public static void assertEqual(String name, String actual) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("tracebridge.golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
