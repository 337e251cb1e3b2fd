package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {

    @TempDir
    private Path temporary;

    @Test
    void makesFoldersForTheirOwnerOnly() throws IOException {
        Path folder = temporary.resolve("var/spool");

        try (SpoolEntry entry = SpoolFolder.open(folder).create()) {
            assertThat(mode(folder)).isEqualTo("rwx------");
            assertThat(mode(entry.folder())).isEqualTo("rwx------");
            assertThat(entry.folder()).hasParent(folder);
        }
    }

    @Test
    void refusesAFolderThatOthersMayLookInto() throws IOException {
        Path folder = Files.createDirectory(temporary.resolve("open"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));

        assertThatThrownBy(() -> SpoolFolder.open(folder))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("spool.dir=" + folder
                        + ": expected a folder for its owner only (chmod 700), found one of mode rwxr-x---");
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        Path real = temporary.resolve("real");
        SpoolFolder.open(real);
        Path link = Files.createSymbolicLink(temporary.resolve("link"), real);

        assertThatThrownBy(() -> SpoolFolder.open(link))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("spool.dir=" + link + ": expected a folder, found a symbolic link, which is not followed");
    }

    @Test
    void refusesAFile() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatThrownBy(() -> SpoolFolder.open(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expected a folder, found something else");
    }

    @Test
    void findsWhatNobodyHolds() throws IOException {
        SpoolFolder folder = SpoolFolder.open(temporary.resolve("spool"));
        Path left;
        try (SpoolEntry first = folder.create()) {
            left = first.folder();
            assertThat(folder.leftovers()).isEmpty();
        }

        assertThat(folder.leftovers()).singleElement().satisfies(entry -> {
            assertThat(entry.folder()).isEqualTo(left);
            entry.delete();
        });
        assertThat(left).doesNotExist();
    }

    @Test
    void removesWhatWasBegunLongAgoAndNeverUsed() throws IOException {
        SpoolFolder folder = SpoolFolder.open(temporary.resolve("spool"));
        Path old = Files.createDirectory(temporary.resolve("spool/.new-1"));
        Files.createFile(old.resolve("lock"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        Path now = Files.createDirectory(temporary.resolve("spool/.new-2"));

        assertThat(folder.leftovers()).isEmpty();

        assertThat(old).doesNotExist();
        assertThat(now).exists();
    }

    @Test
    void passesOverLinksAndWhatIsNoEntry() throws IOException {
        Path spool = temporary.resolve("spool");
        SpoolFolder folder = SpoolFolder.open(spool);
        Path other = temporary.resolve("other");
        try (SpoolEntry elsewhere = SpoolFolder.open(other).create()) {
            Files.createSymbolicLink(spool.resolve("jvm-1"), elsewhere.folder());
        }
        Path lockElsewhere = Files.createDirectory(spool.resolve("jvm-2"));
        Files.createSymbolicLink(lockElsewhere.resolve("lock"), Files.createFile(temporary.resolve("lock")));
        Files.createDirectory(spool.resolve("jvm-3"));
        Files.createFile(spool.resolve("jvm-4"));

        assertThat(folder.leftovers()).isEmpty();
    }

    @Test
    void readsNoRecordingThroughALink() throws IOException {
        Path secret = Files.createFile(temporary.resolve("secret.jfr"));
        try (SpoolEntry entry = SpoolFolder.open(temporary.resolve("spool")).create()) {
            Files.createSymbolicLink(entry.folder().resolve("1.jfr"), secret);
            Files.createFile(entry.folder().resolve("2.jfr"));

            assertThat(entry.recordings()).containsExactly(entry.folder().resolve("2.jfr"));
            entry.delete();
        }
        assertThat(secret).exists();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
