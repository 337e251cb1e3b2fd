package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DescriptionReader;
import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * A migration stream in a file. The description at its end, if it has one, is read first: the stream itself does not say
 * how long a device's state is.
 */
public final class StreamFile {

    /** The page size where no description says it; that of x86 and of most others. */
    public static final int DEFAULT_PAGE_SIZE = 4096;

    private static final int DESCRIPTION_HEAD = 1 + Integer.BYTES;
    private static final int NUL = 0;

    private final Path path;
    private final byte[] json;
    private final StreamDescription description;

    private StreamFile(Path path, byte[] json, StreamDescription description) {
        this.path = path;
        this.json = json;
        this.description = description;
    }

    /**
     * Opens a stream file and reads its description.
     *
     * @throws StreamFormatException if the file ends with a description that cannot be read
     */
    public static StreamFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            int window = (int) Math.min(size, StreamReader.MAX_DESCRIPTION + DESCRIPTION_HEAD);
            ByteBuffer end = ByteBuffer.allocate(window);
            while (end.hasRemaining() && channel.read(end, size - window + end.position()) >= 0) {
                // the next piece
            }
            byte[] json = json(end.array());
            return new StreamFile(path, json, json == null ? null : DescriptionReader.read(json, size - json.length));
        }
    }

    /** What the stream holds, by its own account. */
    public Optional<StreamDescription> description() {
        return Optional.ofNullable(description);
    }

    /** The JSON at the stream's end. */
    public Optional<byte[]> json() {
        return json == null ? Optional.empty() : Optional.of(json.clone());
    }

    /** Where the stream is. */
    public Path path() {
        return path;
    }

    /**
     * Reads the stream from its first byte to its last.
     *
     * @throws StreamFormatException if the stream breaks the format or disagrees with its description
     */
    public void walk(StreamVisitor visitor) throws IOException {
        walk(visitor, DEFAULT_PAGE_SIZE);
    }

    /**
     * Reads the stream from its first byte to its last.
     *
     * @param pageSize bytes of a guest page, where no description says it
     * @throws StreamFormatException if the stream breaks the format or disagrees with its description
     */
    public void walk(StreamVisitor visitor, int pageSize) throws IOException {
        try (StreamInput input = StreamInput.of(FileChannel.open(path, StandardOpenOption.READ))) {
            StreamWalk walk = description == null
                    ? StreamWalk.live(input, pageSize, visitor)
                    : StreamWalk.described(input, description, visitor);
            walk.run();
        }
    }

    /**
     * The description is text without NUL, and the four bytes of length before it begin with one, for it is shorter than
     * 16 MiB: it begins within a few bytes of the last NUL.
     */
    private static byte[] json(byte[] end) {
        int nul = end.length - 1;
        while (nul >= 0 && end[nul] != NUL) {
            nul--;
        }
        for (int head = Math.max(0, nul - Integer.BYTES);
                head + DESCRIPTION_HEAD <= end.length && head <= nul;
                head++) {
            int length = ByteBuffer.wrap(end).getInt(head + 1);
            if (end[head] == SectionType.DESCRIPTION.code() && length == end.length - head - DESCRIPTION_HEAD) {
                return Arrays.copyOfRange(end, head + DESCRIPTION_HEAD, end.length);
            }
        }
        return null;
    }
}
