package dev.tracebridge.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

    @TempDir
    private Path folder;

    @Test
    void isThereWhenItIsWhole() throws IOException {
        Path path = folder.resolve("file");
        String answer = OutputFile.at(path, false).write(out -> {
            out.write('x');
            assertThat(path).doesNotExist();
            return "done";
        });

        assertThat(answer).isEqualTo("done");
        assertThat(path).hasContent("x");
    }

    @Test
    void leavesNothingWhereTheDiskIsFull() throws IOException {
        Path path = Files.writeString(folder.resolve("file"), "old");
        OutputFile file = OutputFile.at(path, true);

        assertThatThrownBy(() -> file.write(out -> {
                    out.write(new byte[100]);
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(path).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(path);
        }
    }

    @Test
    void namesAFolderThatIsMissing() {
        OutputFile file = OutputFile.at(folder.resolve("none/file"), false);

        assertThatThrownBy(() -> file.write(out -> null))
                .isInstanceOf(IOException.class)
                .hasMessage(folder.resolve("none/file") + ": no such folder");
    }

    @Test
    void refusesAFolder() {
        assertThatThrownBy(() -> OutputFile.at(folder, true))
                .isInstanceOf(CommandException.class)
                .hasMessage(folder + ": expected a file to write, found a directory");
    }
}
