package dev.tracebridge.exporter;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The folder of {@code spool.dir}: a folder of its own for each JVM, {@link SpoolEntry}. Nobody but its owner may look into it, and no symbolic link is
 * followed in it.
 */
final class SpoolFolder {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final int ENTRY_LIMIT = 1_000;

    private final Path folder;

    private SpoolFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes a folder, which is made where it is missing.
     *
     * @throws ConfigurationException where it is something else, or others may look into it; the message says what would be right
     */
    static SpoolFolder open(Path folder) {
        try {
            create(folder);
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw refused(
                        folder,
                        "a folder",
                        Files.isSymbolicLink(folder) ? "a symbolic link, which is not followed" : "something else");
            }
            checkOwner(folder);
            return new SpoolFolder(folder);
        } catch (IOException | UnsupportedOperationException e) {
            throw new ConfigurationException(SpoolSettings.FOLDER + '=' + folder + ": cannot be used: " + e, e);
        }
    }

    private static void create(Path folder) throws IOException {
        if (folder.getParent() != null) {
            Files.createDirectories(folder.getParent());
        }
        try {
            Files.createDirectory(folder, ownerOnly(folder));
        } catch (FileAlreadyExistsException there) {
            // It is looked at next.
        }
    }

    /** Where the file system knows owners. */
    static FileAttribute<?>[] ownerOnly(Path place) {
        boolean posix = place.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    private static void checkOwner(Path folder) throws IOException {
        PosixFileAttributeView view = view(folder);
        if (view == null) {
            return;
        }
        PosixFileAttributes found = view.readAttributes();
        Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
        others.addAll(found.permissions());
        others.removeAll(OWNER_ONLY);
        if (!others.isEmpty()) {
            throw refused(
                    folder,
                    "a folder for its owner only (chmod 700)",
                    "one of mode " + PosixFilePermissions.toString(found.permissions()));
        }
        Path probe = Files.createTempFile(folder, ".owner", null);
        try {
            if (!view(probe).readAttributes().owner().equals(found.owner())) {
                throw refused(folder, "a folder of this user", "one of " + found.owner());
            }
        } finally {
            Files.delete(probe);
        }
    }

    private static PosixFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static ConfigurationException refused(Path folder, String expected, String found) {
        return new ConfigurationException(
                SpoolSettings.FOLDER + '=' + folder + ": expected " + expected + ", found " + found);
    }

    /** Makes a folder for this JVM, and locks it. */
    SpoolEntry create() throws IOException {
        return SpoolEntry.create(folder);
    }

    /**
     * Locks what JVMs that are gone have left, the oldest first. What is another's, or no entry, is passed over.
     *
     * @throws IOException where the folder cannot be read
     */
    List<SpoolEntry> leftovers() throws IOException {
        List<SpoolEntry> entries = new ArrayList<>();
        for (Path entry : folders(SpoolEntry.PATTERN)) {
            SpoolEntry.take(entry).ifPresent(entries::add);
        }
        long old = System.currentTimeMillis() - Duration.ofHours(1).toMillis();
        for (Path begun : folders(SpoolEntry.HIDDEN + '*')) {
            // Its process was killed before it was an entry.
            if (Files.getLastModifiedTime(begun, LinkOption.NOFOLLOW_LINKS).toMillis() < old) {
                SpoolEntry.deleteBegun(begun);
            }
        }
        return entries;
    }

    private List<Path> folders(String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : files) {
                if (found.size() < ENTRY_LIMIT && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(file);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(null);
        return found;
    }
}
