package dev.tracebridge.demo.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Copies of what passes, in files: {@code 0-forward.bin} is what the source sent on the first connection, and {@code
 * 0-backward.bin} what came back. A copy that cannot be kept ends where it was; the migration does not hear of it.
 */
public final class Captures {

    private final Path folder;
    private volatile IOException failure;

    private Captures(Path folder) {
        this.folder = folder;
    }

    /** No copies. */
    public static Captures none() {
        return new Captures(null);
    }

    /**
     * Copies in a folder, which is made if it is not there.
     *
     * @throws IOException if that cannot be done
     */
    public static Captures in(Path folder) throws IOException {
        return new Captures(Files.createDirectories(folder));
    }

    /** Why a copy is not whole. */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** The copy of one direction of a connection. For one thread. */
    final class Copy implements AutoCloseable {

        private FileChannel file;

        private Copy(String name) {
            if (folder != null) {
                try {
                    file = FileChannel.open(
                            folder.resolve(name),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }

        /** Adds these bytes, whose position does not move. */
        void add(ByteBuffer bytes) {
            if (file == null) {
                return;
            }
            ByteBuffer rest = bytes.duplicate();
            try {
                while (rest.hasRemaining()) {
                    file.write(rest);
                }
            } catch (IOException e) {
                failure = e;
                close();
            }
        }

        @Override
        public void close() {
            if (file != null) {
                try {
                    file.close();
                } catch (IOException e) {
                    failure = e;
                }
                file = null;
            }
        }
    }

    Copy forward(int connection) {
        return new Copy(connection + "-forward.bin");
    }

    Copy backward(int connection) {
        return new Copy(connection + "-backward.bin");
    }
}
