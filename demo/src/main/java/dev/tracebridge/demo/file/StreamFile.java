package dev.tracebridge.demo.file;

import dev.tracebridge.demo.description.DescriptionReader;
import dev.tracebridge.demo.description.StreamDescription;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A migration stream in a file. The description at its end is read first: the stream itself does not say how long a
 * device's state is.
 */
public final class StreamFile {

    private static final int DESCRIPTION_HEAD = 1 + Integer.BYTES;
    private static final int NUL = 0;

    private final Path path;
    private final StreamDescription description;

    private StreamFile(Path path, StreamDescription description) {
        this.path = path;
        this.description = description;
    }

    /**
     * Opens a stream file and reads its description.
     *
     * @throws StreamFormatException if the file does not end with a description
     */
    public static StreamFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            int window = (int) Math.min(size, StreamReader.MAX_DESCRIPTION + DESCRIPTION_HEAD);
            ByteBuffer end = ByteBuffer.allocate(window);
            while (end.hasRemaining() && channel.read(end, size - window + end.position()) >= 0) {
                // the next piece
            }
            return new StreamFile(path, description(end.array(), size - window));
        }
    }

    /** What the stream holds, by its own account. */
    public StreamDescription description() {
        return description;
    }

    /**
     * Reads the stream from its first byte to its last.
     *
     * @throws StreamFormatException if the stream breaks the format or disagrees with its description
     */
    public void walk(StreamVisitor visitor) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            StreamWalk.of(channel, description, visitor).run();
        }
    }

    /**
     * The description is text without NUL, and the four bytes of length before it begin with one, for it is shorter than
     * 16 MiB: it begins within a few bytes of the last NUL.
     */
    private static StreamDescription description(byte[] end, long offset) throws StreamFormatException {
        int nul = end.length - 1;
        while (nul >= 0 && end[nul] != NUL) {
            nul--;
        }
        for (int head = Math.max(0, nul - Integer.BYTES);
                head + DESCRIPTION_HEAD <= end.length && head <= nul;
                head++) {
            int length = ByteBuffer.wrap(end).getInt(head + 1);
            if (end[head] == SectionType.DESCRIPTION.code() && length == end.length - head - DESCRIPTION_HEAD) {
                byte[] json = new byte[length];
                System.arraycopy(end, head + DESCRIPTION_HEAD, json, 0, length);
                return DescriptionReader.read(json, offset + head + DESCRIPTION_HEAD);
            }
        }
        throw new StreamFormatException(
                offset + end.length, "a JSON description at the end of the stream", "none in its last bytes");
    }
}
