package dev.tracebridge.exporter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a look at the headers of a recording's chunks tells, before anything is parsed.
 *
 * @param file the recording
 * @param readable the chunks that can be read, in order; the last one may be unfinished
 * @param length the file's
 * @param damage what follows them where only another chunk should
 */
record RecordedChunks(Path file, List<ChunkHeader> readable, long length, Optional<String> damage) {

    private static final int CHUNK_LIMIT = 1_000_000;

    /**
     * Looks at a file.
     *
     * @throws IOException where it cannot be read; what is wrong with its content is told by the result
     */
    static RecordedChunks of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            List<ChunkHeader> readable = new ArrayList<>();
            Optional<String> damage = look(channel, readable);
            return new RecordedChunks(file, List.copyOf(readable), channel.size(), damage);
        }
    }

    private static Optional<String> look(FileChannel channel, List<ChunkHeader> readable) throws IOException {
        long length = channel.size();
        long position = 0;
        while (position < length && readable.size() < CHUNK_LIMIT) {
            ChunkHeader header;
            try {
                header = ChunkHeader.read(channel, position);
            } catch (IOException noChunk) {
                return Optional.of(noChunk.getMessage());
            }
            if (header.end() > length) {
                return Optional.of("a chunk at " + position + " that is cut off: it has " + header.size() + " bytes, "
                        + (length - position) + " are there");
            }
            if (!header.finished()) {
                // The one its JVM was writing when it died, or still writes; of size 0 before its first flush.
                if (!header.neverFlushed()) {
                    readable.add(header);
                }
                return Optional.empty();
            }
            readable.add(header);
            position = header.end();
        }
        return Optional.empty();
    }

    /** Where what can be read ends. */
    long end() {
        return readable.isEmpty() ? 0 : last().end();
    }

    /** The bytes that cannot be read. */
    long lost() {
        return length - end();
    }

    ChunkHeader first() {
        return readable.get(0);
    }

    ChunkHeader last() {
        return readable.get(readable.size() - 1);
    }
}
