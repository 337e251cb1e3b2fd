package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.stream.StreamOutput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Copies a file from its beginning on, but for parts that are left out. For one thread. */
final class FileCopy {

    private static final int PIECE = 64 * 1024;

    private final FileChannel file;
    private final StreamOutput output;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    private final long size;
    private final Progress progress;
    private long position;

    /**
     * A copy of which there is nothing yet.
     *
     * @param size of the file
     * @param progress hears how much of it is done
     */
    FileCopy(FileChannel file, StreamOutput output, long size, Progress progress) {
        this.file = file;
        this.output = output;
        this.size = size;
        this.progress = progress;
    }

    /** Copies everything up to {@code end}. */
    void keepTo(long end) throws IOException {
        while (position < end) {
            int count = (int) Math.min(PIECE, end - position);
            read(file, position, piece.clear().limit(count));
            output.bytes(piece, 0, count);
            move(position + count);
        }
    }

    /** Leaves everything up to {@code end} out. */
    void dropTo(long end) {
        if (position < end) {
            move(end);
        }
    }

    private void move(long to) {
        position = to;
        progress.passed(to, size);
    }

    /** Fills {@code buffer}, which is empty, from a place in a file. */
    static void read(FileChannel file, long from, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (file.read(buffer, from + buffer.position()) < 0) {
                throw new EOFException("the file has become shorter while it was sent");
            }
        }
    }
}
