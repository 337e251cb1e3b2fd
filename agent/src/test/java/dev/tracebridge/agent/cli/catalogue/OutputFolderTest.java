package dev.tracebridge.agent.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFolderTest {

    @TempDir
    private Path parent;

    @Test
    void createsFoldersAndFiles() throws IOException {
        Path folder = parent.resolve("a/b");

        int written = new OutputFolder(folder).write(Map.of("c/d.txt", "d", "e.txt", "e"));

        assertThat(written).isEqualTo(2);
        assertThat(files(parent)).containsExactly("a/b/c/d.txt", "a/b/e.txt");
        assertThat(folder.resolve("c/d.txt")).hasContent("d");
    }

    @Test
    void leavesUnchangedFilesAlone() throws IOException {
        FileTime old = FileTime.fromMillis(1000);
        Path same = Files.writeString(parent.resolve("same"), "x");
        Path other = Files.writeString(parent.resolve("other"), "x");
        Files.setLastModifiedTime(same, old);

        int written = new OutputFolder(parent).write(Map.of("same", "x", "other", "y"));

        assertThat(written).isEqualTo(1);
        assertThat(Files.getLastModifiedTime(same)).isEqualTo(old);
        assertThat(other).hasContent("y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "inside/../../outside", ".", "/outside"})
    void refusesPathsThatLeadOut(String path) {
        Path folder = parent.resolve("folder");

        assertThatThrownBy(() -> new OutputFolder(folder).write(Map.of("a", "a", path, "b")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("outside of");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void refusesLinksThatLeadOut() throws IOException {
        Path outside = Files.createDirectory(parent.resolve("outside"));
        Path folder = Files.createDirectory(parent.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("link"), outside);

        assertThatThrownBy(() -> new OutputFolder(folder).write(Map.of("link/a", "a", "b", "b")))
                .hasMessageContaining("a link that leads out of");
        assertThat(outside).isEmptyDirectory();
        assertThat(folder).isDirectoryNotContaining(p -> !p.endsWith("link"));
    }

    @Test
    void replacesALinkInsteadOfWhatItLeadsTo() throws IOException {
        Path outside = Files.writeString(parent.resolve("outside"), "precious");
        Path folder = Files.createDirectory(parent.resolve("folder"));
        Files.createSymbolicLink(folder.resolve("a"), outside);

        new OutputFolder(folder).write(Map.of("a", "a"));

        assertThat(outside).hasContent("precious");
        assertThat(folder.resolve("a")).isRegularFile().hasContent("a");
    }

    @Test
    void leavesNothingBehindWhereAFolderIsInTheWay() throws IOException {
        Files.writeString(parent.resolve("a"), "former");
        Files.createDirectory(parent.resolve("z"));

        assertThatThrownBy(() -> new OutputFolder(parent).write(Map.of("a", "new", "b/c", "new", "z", "new")))
                .hasMessageContaining("a folder is where a file belongs");
        assertThat(files(parent)).containsExactly("a");
        assertThat(parent.resolve("a")).hasContent("former");
    }

    @Test
    void leavesNothingBehindWhereAFileIsInTheWay() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "former");

        assertThatThrownBy(() -> new OutputFolder(file.resolve("folder")).write(Map.of("a", "a")))
                .hasMessageContaining("a file is where a folder belongs");
        assertThat(file).hasContent("former");
    }

    /** {@code a} and {@code a/b} cannot both be files: seen only when the second is to be put in its place. */
    @Test
    void putsBackWhatWasReplaced() throws IOException {
        Files.writeString(parent.resolve("a"), "former");

        assertThatThrownBy(() -> new OutputFolder(parent).write(Map.of("a", "new", "c", "new", "c/d", "new")))
                .isInstanceOf(IOException.class);
        assertThat(files(parent)).containsExactly("a");
        assertThat(parent.resolve("a")).hasContent("former");
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
