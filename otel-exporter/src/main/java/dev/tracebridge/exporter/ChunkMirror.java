package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Keeps the chunks of a repository in a {@link SpoolEntry} too, as hard links, which cost nothing; or, where the two are on different file systems, as
 * copies that grow with each flush.
 *
 * <p>Not for several threads.
 */
final class ChunkMirror {

    private final Supplier<Optional<Path>> repository;
    private final SpoolEntry entry;
    private final long since;
    private final Map<Path, Kept> kept = new TreeMap<>();
    private boolean copies;

    private static final class Kept {

        private final Path copy;
        private final boolean linked;
        private final long start;
        private long copied;
        private boolean whole;
        private boolean released;

        Kept(Path copy, boolean linked, long start) {
            this.copy = copy;
            this.linked = linked;
            this.start = start;
        }
    }

    /**
     * Makes a mirror.
     *
     * @param since where the export began, nanoseconds since the epoch: chunks that were over then are not needed
     */
    ChunkMirror(Supplier<Optional<Path>> repository, SpoolEntry entry, long since) {
        this.repository = repository;
        this.entry = entry;
        this.since = since;
    }

    /** Whether chunks are copied. */
    boolean copies() {
        return copies;
    }

    /** Takes what is new. */
    void update() throws IOException {
        Optional<Path> folder = repository.get();
        if (folder.isEmpty()) {
            return;
        }
        Set<Path> listed = new HashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get(), "*.jfr")) {
            for (Path file : files) {
                listed.add(file);
                keep(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException gone) {
            // The repository was moved, or the JVM ends.
        }
        kept.entrySet().removeIf(chunk -> chunk.getValue().released && !listed.contains(chunk.getKey()));
    }

    private void keep(Path chunk) throws IOException {
        Kept known = kept.get(chunk);
        if (known != null && (known.linked || known.whole || known.released)) {
            return;
        }
        try (FileChannel source = FileChannel.open(chunk, StandardOpenOption.READ)) {
            ChunkHeader header = header(source);
            if (header == null || header.finished() && header.endNanos() < since) {
                return;
            }
            if (known == null) {
                known = link(chunk, header);
                kept.put(chunk, known);
            }
            if (!known.linked) {
                copy(source, header, known);
            }
        } catch (NoSuchFileException gone) {
            // Flight Recorder has removed it meanwhile.
        }
    }

    private static ChunkHeader header(FileChannel source) {
        try {
            return ChunkHeader.read(source, 0);
        } catch (IOException notYet) {
            return null;
        }
    }

    private Kept link(Path chunk, ChunkHeader header) throws IOException {
        Path copy = entry.folder().resolve(chunk.getFileName());
        if (!copies) {
            try {
                Files.createLink(copy, chunk);
                return new Kept(copy, true, header.startNanos());
            } catch (FileAlreadyExistsException taken) {
                // Two repositories may name their chunks alike.
                copy = entry.folder().resolve(header.startNanos() + "-" + chunk.getFileName());
                Files.createLink(copy, chunk);
                return new Kept(copy, true, header.startNanos());
            } catch (NoSuchFileException gone) {
                throw gone;
            } catch (IOException | UnsupportedOperationException otherFileSystem) {
                copies = true;
            }
        }
        return new Kept(copy, false, header.startNanos());
    }

    /** The header comes last, so that what is there is whole at any time. */
    private static void copy(FileChannel source, ChunkHeader header, Kept chunk) throws IOException {
        try (FileChannel target = FileChannel.open(
                chunk.copy, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            if (chunk.copied == 0) {
                chunk.copied = ChunkHeader.LENGTH;
            }
            while (chunk.copied < header.size()) {
                target.position(chunk.copied);
                long count = source.transferTo(chunk.copied, header.size() - chunk.copied, target);
                if (count <= 0) {
                    return;
                }
                chunk.copied += count;
            }
            ByteBuffer bytes = ByteBuffer.allocate(ChunkHeader.LENGTH);
            source.read(bytes, 0);
            bytes.flip();
            // Read again: unless it is of the same flush, the next time will do.
            if (bytes.limit() == ChunkHeader.LENGTH && bytes.getLong(ChunkHeader.SIZE_OFFSET) == header.size()) {
                target.write(bytes, 0);
                chunk.whole = bytes.get(ChunkHeader.STATE_OFFSET) == ChunkHeader.FINISHED;
            }
        }
    }

    /**
     * Gives up what is not needed any more.
     *
     * @param time when the oldest that is needed happened, nanoseconds since the epoch
     * @return when the oldest chunk that is kept began, nanoseconds since the epoch
     */
    long releaseBefore(long time) throws IOException {
        long oldest = Long.MAX_VALUE;
        for (Kept chunk : kept.values()) {
            if (chunk.released) {
                continue;
            }
            if (end(chunk.copy) < time) {
                Files.deleteIfExists(chunk.copy);
                chunk.released = true;
            } else {
                oldest = Math.min(oldest, chunk.start);
            }
        }
        return oldest;
    }

    /** Of a chunk that is being written, never. */
    private static long end(Path chunk) {
        try (FileChannel channel =
                FileChannel.open(chunk, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ChunkHeader header = header(channel);
            return header == null || !header.finished() ? Long.MAX_VALUE : header.endNanos();
        } catch (IOException gone) {
            return Long.MAX_VALUE;
        }
    }
}
