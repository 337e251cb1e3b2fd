package dev.tracebridge.processor.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dtracebridge.golden.update=true} rewrites the expected files. */
class GoldenFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/dev/tracebridge/processor/golden");
    private static final boolean UPDATE = Boolean.getBoolean("tracebridge.golden.update");

    static Stream<GeneratedFile> files() {
        return Example.generator().files().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void generates(GeneratedFile file) throws IOException {
        Path expected = FOLDER.resolve(file.path());
        if (UPDATE) {
            Files.createDirectories(expected.getParent());
            Files.writeString(expected, file.text());
        }

        assertThat(file.text()).isEqualTo(Files.readString(expected));
    }

    @Test
    void generatesNothingElse() throws IOException {
        List<String> generated = files().map(GeneratedFile::path).toList();
        List<String> expected;
        try (Stream<Path> paths = Files.walk(FOLDER)) {
            expected = paths.filter(Files::isRegularFile)
                    .map(path -> FOLDER.relativize(path).toString().replace('\\', '/'))
                    .toList();
        }
        if (UPDATE) {
            for (String path : expected) {
                if (!generated.contains(path)) {
                    Files.delete(FOLDER.resolve(path));
                }
            }
            return;
        }

        assertThat(expected).containsExactlyInAnyOrderElementsOf(generated);
    }
}
