package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateCommandTest {

    @TempDir
    private Path folder;

    @Test
    void writesSourcesThatCompile() throws IOException {
        Path output = folder.resolve("out");

        CommandRun run =
                generate(Example.in(folder), "com.example.trace", output).without(folder);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("out: 23 files, 23 new or changed, facade com.example.trace.MigrationTrace\n");
        GoldenFile.assertEqual("generate.txt", String.join("\n", files(output)) + "\n");
        assertThat(Compilation.of(output, folder.resolve("classes"))).isEmpty();
    }

    @Test
    void embedsNoFolderNames() throws IOException {
        Path output = folder.resolve("out");

        generate(Example.in(folder), "com.example", output);

        for (String file : files(output)) {
            assertThat(output.resolve(file)).content().doesNotContain(folder.toString());
        }
    }

    @Test
    void namesEventsByThePackageWithoutASidecar() {
        CommandRun run =
                CommandRun.reading("a(void) \"\"\n", "catalogue", "generate", "-", "--package", "a.b", "-o", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(folder.resolve("META-INF/tracebridge/index")).content().contains("event\ta.b.a\ta.b.AEvent\t");
    }

    @Test
    void keepsTheIndexOfOtherPackages() {
        Path catalogue = Example.write(folder, "trace-events", "a(void) \"\"\n");
        Path output = folder.resolve("out");

        generate(catalogue, "first", output);
        generate(catalogue, "second", output);

        assertThat(output.resolve("META-INF/tracebridge/index"))
                .content()
                .contains(
                        "event\tfirst.a\t",
                        "event\tsecond.a\t",
                        "class\tfirst.FirstTrace",
                        "class\tsecond.SecondTrace");
    }

    @Test
    void changesNothingTheSecondTime() throws IOException {
        Path catalogue = Example.in(folder);
        Path output = folder.resolve("out");

        generate(catalogue, "com.example", output);
        CommandRun run = generate(catalogue, "com.example", output);

        assertThat(run.out()).contains(": 23 files, 0 new or changed,");
    }

    @Test
    void writesNothingForABrokenCatalogue() {
        Path catalogue = Example.write(folder, "trace-events", "a(void) \"\"\nb()\n");
        Path output = folder.resolve("out");

        CommandRun run = generate(catalogue, "com.example", output).without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("trace-events:2:");
        assertThat(output).doesNotExist();
    }

    @Test
    void writesNothingOutsideOfItsFolder() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path output = Files.createDirectory(folder.resolve("out"));
        Files.createSymbolicLink(output.resolve("com"), outside);

        CommandRun run = generate(Example.in(folder), "com.example", output);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("tracebridge: ").contains("a link that leads out of");
        assertThat(outside).isEmptyDirectory();
        assertThat(files(output)).isEmpty();
    }

    @Test
    void saysWhichFileIsInTheWay() throws IOException {
        Path output = Files.writeString(folder.resolve("out"), "");

        CommandRun run = generate(Example.in(folder), "com.example", output).without(folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("tracebridge: out: a file is where a folder belongs\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.example.class | 'com.example.class' cannot name a Java package",
                "../../etc | '../../etc' cannot name a Java package",
                "java.example | the Java runtime loads no classes of others from 'java.example'",
                "a$b | namespace 'a$b': '$' in 'a$b'; a sidecar can name another namespace",
            })
    void refusesPackages(String name, String message) {
        Path catalogue = Example.write(folder, "trace-events", "a(void) \"\"\n");

        CommandRun run = generate(catalogue, name, folder.resolve("out"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("tracebridge: --package: " + message + "\nTry 'tracebridge catalogue generate --help'.\n");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static CommandRun generate(Path catalogue, String packageName, Path output) {
        return CommandRun.of("catalogue", "generate", catalogue, "--package", packageName, "-o", output);
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .map(p -> folder.relativize(p).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }
}
