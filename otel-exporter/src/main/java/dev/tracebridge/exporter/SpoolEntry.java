package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What one JVM keeps in a {@link SpoolFolder}: chunks of its repository as long as they may be needed, and what of them has arrived.
 *
 * <p><b>Guarantees:</b> one process has it at a time, by a lock that goes with the process. It gets its name when it is locked, so that nobody finds it
 * before.
 */
final class SpoolEntry implements AutoCloseable {

    /** The names of entries; the oldest comes first. */
    static final String PATTERN = "jvm-*";

    /** How the name of a folder begins that is no entry yet. */
    static final String HIDDEN = ".new-";

    private static final String LOCK = "lock";
    private static final String TAIL = "tail.jfr";
    private static final String LEFT = "left.jfr";
    private static final String CHUNKS = "*.jfr";

    private final Path folder;
    private final FileChannel lock;

    private SpoolEntry(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    static SpoolEntry create(Path spool) throws IOException {
        String name = "%013d-%d-%s"
                .formatted(
                        Instant.now().toEpochMilli(),
                        ProcessHandle.current().pid(),
                        UUID.randomUUID().toString().substring(0, 8));
        Path hidden = Files.createDirectory(spool.resolve(HIDDEN + name), SpoolFolder.ownerOnly(spool));
        FileChannel channel =
                FileChannel.open(hidden.resolve(LOCK), Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        try {
            channel.lock();
            Path folder = spool.resolve("jvm-" + name);
            Files.move(hidden, folder, StandardCopyOption.ATOMIC_MOVE);
            return new SpoolEntry(folder, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Removes what never became an entry. */
    static void deleteBegun(Path hidden) throws IOException {
        Files.deleteIfExists(hidden.resolve(LOCK));
        Files.deleteIfExists(hidden);
    }

    /** Locks an entry; nothing where another process has it, or it is gone. */
    static Optional<SpoolEntry> take(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        FileChannel channel;
        try {
            channel =
                    FileChannel.open(folder.resolve(LOCK), Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        try {
            FileLock locked = channel.tryLock();
            if (locked != null && Files.exists(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(new SpoolEntry(folder, channel));
            }
        } catch (OverlappingFileLockException ours) {
            // It belongs to this JVM.
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    Path folder() {
        return folder;
    }

    /** Where Flight Recorder writes what is left when the JVM ends. */
    Path tail() {
        return folder.resolve(TAIL);
    }

    /** The file {@link #tail} is whole, and holds all that is needed. */
    void keepTailOnly() throws IOException {
        Files.move(tail(), folder.resolve(LEFT), StandardCopyOption.ATOMIC_MOVE);
        for (Path chunk : list(CHUNKS)) {
            if (!chunk.endsWith(LEFT)) {
                Files.delete(chunk);
            }
        }
    }

    /** The recordings its JVM has left, as far as they are needed: the last one whole, or the chunks it had when it was killed. */
    List<Path> recordings() throws IOException {
        Path left = folder.resolve(LEFT);
        if (Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS)) {
            return List.of(left);
        }
        List<Path> chunks = list(CHUNKS);
        // It was being written when the JVM was killed, and repeats what is in the chunks.
        chunks.removeIf(chunk -> chunk.endsWith(TAIL));
        return chunks;
    }

    /** The regular files that match a pattern, in the order of their names. */
    List<Path> list(String pattern) throws IOException {
        List<Path> found = all(pattern);
        found.removeIf(file -> !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS));
        found.sort(null);
        return found;
    }

    private List<Path> all(String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** Bytes of its recordings. */
    long size() throws IOException {
        long size = 0;
        for (Path recording : recordings()) {
            size += Files.size(recording);
        }
        return size;
    }

    /** Nothing of it is needed any more. */
    void delete() throws IOException {
        for (Path file : all("*")) {
            if (!file.endsWith(LOCK)) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder.resolve(LOCK));
        lock.close();
        Files.deleteIfExists(folder);
    }

    /** Leaves it for another process. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
