package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what the README's five steps say, to the letter, in an empty project outside the tree.
 */
class QuickStartIT {

    private static final Path TREE =
            Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();

    /** A file's name in backticks at a line's end, and the block that follows. */
    private static final Pattern FILE = Pattern.compile("`([^`\\n]+)`:\\n\\n```\\w*\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern COMMANDS = Pattern.compile("\\*\\*5\\. Run it.*?```sh\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void fiveStepsInAnEmptyProjectGiveARecordingAndSpans() throws IOException {
        assumeTrue(onPath("mvn"), "needs Maven: put mvn on the PATH");
        String readme = Files.readString(TREE.resolve("README.md"));
        Path project = Files.createDirectory(folder.resolve("backup"));
        int files = writeFiles(readme, project);
        Files.copy(ChildJvm.agentJar(), project.resolve("tracebridge.jar"));

        ChildJvm.Result result = run(project, commands(readme), localRepository());

        result.assertExit(0);
        assertThat(files).isEqualTo(5);
        assertThat(result.out()).contains("12288 bytes copied");
        assertThat(occurrences(result.out(), "example.backup.backup_block {")).isEqualTo(3);
        assertThat(occurrences(result.out(), "example.backup.backup_volume {")).isEqualTo(1);
        String spans = Files.readString(project.resolve("spans.jsonl"));
        assertThat(occurrences(spans, "\"name\":\"backup_volume\"")).isEqualTo(1);
        assertThat(occurrences(spans, "\"name\":\"backup_block\"")).isEqualTo(3);
    }

    @Test
    void changeOfTheCatalogueAloneIsCompiled() throws IOException {
        assumeTrue(onPath("mvn"), "needs Maven: put mvn on the PATH");
        Path project = Files.createDirectory(folder.resolve("backup"));
        writeFiles(Files.readString(TREE.resolve("README.md")), project);
        Path catalogue = project.resolve("src/main/java/com/example/backup/trace-events");
        Path facade = project.resolve("target/classes/com/example/backup/BackupTrace.class");
        Path repository = localRepository();

        run(project, "mvn -q compile", repository).assertExit(0);
        assertThat(Files.readString(facade, StandardCharsets.ISO_8859_1)).doesNotContain("backup_added");
        Files.writeString(catalogue, "backup_added(void) \"\"\n", StandardOpenOption.APPEND);
        run(project, "mvn -q compile", repository).assertExit(0);

        assertThat(Files.readString(facade, StandardCharsets.ISO_8859_1)).contains("backup_added");
    }

    private static int writeFiles(String readme, Path project) throws IOException {
        Matcher file = FILE.matcher(readme.substring(readme.indexOf("## Use it in your own project")));
        int files = 0;
        while (file.find()) {
            Path target = project.resolve(file.group(1));
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.group(2));
            files++;
        }
        return files;
    }

    private static String commands(String readme) {
        Matcher commands = COMMANDS.matcher(readme);
        assertThat(commands.find()).as("step 5 has commands").isTrue();
        return commands.group(1);
    }

    private static ChildJvm.Result run(Path project, String commands, Path repository) {
        String path = Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + System.getenv("PATH");
        return ChildJvm.tool(
                Map.of(
                        "PATH",
                        path,
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "MAVEN_ARGS",
                        "",
                        "MAVEN_OPTS",
                        "-Dmaven.repo.local=" + repository),
                "sh",
                "-ec",
                "cd '" + project + "'\n" + commands);
    }

    /** What the tree's build has fetched already, and its own artifacts as an installation would put them. */
    private Path localRepository() throws IOException {
        Path repository = folder.resolve("repository");
        link(Path.of(System.getProperty("tracebridge.test.repository")), repository);
        install(repository, "tracebridge-parent", TREE);
        for (String module : List.of("annotations", "catalogue", "processor")) {
            install(
                    repository,
                    "tracebridge-" + module,
                    TREE.resolve("jfr-events").resolve(module));
        }
        return repository;
    }

    private static void install(Path repository, String artifact, Path module) throws IOException {
        String version = System.getProperty("tracebridge.version");
        Path target = Files.createDirectories(
                repository.resolve("dev/tracebridge").resolve(artifact).resolve(version));
        Files.copy(module.resolve("pom.xml"), target.resolve(artifact + '-' + version + ".pom"));
        Path jar = module.resolve("target").resolve(artifact + '-' + version + ".jar");
        if (!artifact.endsWith("-parent")) {
            Files.copy(jar, target.resolve(jar.getFileName()));
        }
    }

    private static void link(Path source, Path target) throws IOException {
        Files.walkFileTree(source, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (source.relativize(directory).startsWith("dev/tracebridge")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(target.resolve(source.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = target.resolve(source.relativize(file));
                try {
                    Files.createLink(copy, file);
                } catch (IOException | UnsupportedOperationException acrossFileSystems) {
                    Files.copy(file, copy);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static boolean onPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
    }

    private static int occurrences(String text, String part) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }
}
