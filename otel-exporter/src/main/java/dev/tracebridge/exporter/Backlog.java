package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How much of Flight Recorder's repository a reader has before it: the chunk it is in, which goes only as a whole, and those after it.
 *
 * <p>Not for several threads.
 */
final class Backlog {

    private static final String REPOSITORY = "jdk.jfr.repository";

    private final Supplier<Optional<Path>> repository;
    private Map<Path, Long> starts = new HashMap<>();
    private long reached;

    /**
     * Makes a measure.
     *
     * @param repository where the chunks are, which may change while the JVM runs
     * @param since where the reader begins, nanoseconds since the epoch
     */
    Backlog(Supplier<Optional<Path>> repository, long since) {
        this.repository = repository;
        this.reached = since;
    }

    /** Where Flight Recorder of this JVM keeps its chunks; nothing as long as it has none. */
    static Optional<Path> repositoryOfThisJvm() {
        try {
            return Optional.ofNullable(System.getProperty(REPOSITORY)).map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /**
     * The reader has come to a chunk.
     *
     * @param start when the chunk began, nanoseconds since the epoch
     */
    void reach(long start) {
        reached = Math.max(reached, start);
    }

    /** Bytes not read yet; chunks that cannot be looked at do not count. */
    long bytes() {
        Optional<Path> folder = repository.get();
        if (folder.isEmpty()) {
            return 0;
        }
        Map<Path, Long> sizes = new HashMap<>();
        Map<Path, Long> known = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get(), "*.jfr")) {
            for (Path file : files) {
                Long start = starts.containsKey(file) ? starts.get(file) : start(file);
                if (start != null) {
                    known.put(file, start);
                    sizes.put(file, size(file));
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return 0;
        }
        starts = known;
        long current = known.values().stream()
                .filter(start -> start <= reached)
                .mapToLong(Long::longValue)
                .max()
                .orElse(Long.MIN_VALUE);
        return sizes.entrySet().stream()
                .filter(file -> known.get(file.getKey()) >= current)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Null where there is no chunk yet, or none any more. */
    private static Long start(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return ChunkHeader.read(channel, 0).startNanos();
        } catch (IOException noChunk) {
            return null;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
