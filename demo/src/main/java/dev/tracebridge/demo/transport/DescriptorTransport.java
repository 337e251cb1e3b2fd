package dev.tracebridge.demo.transport;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A pipe or a file that was open when this process began (QEMU's {@code fd:}). */
final class DescriptorTransport {

    private static final String TYPE = "qio-channel-file";

    private DescriptorTransport() {}

    static MigrationChannel writingTo(int number, Duration timeout) throws IOException {
        MigrationTrace.migration_fd_outgoing(number);
        FileChannel channel = open(number, StandardOpenOption.WRITE);
        return new BlockingTransport(TYPE, "fd:" + number, null, channel, channel, channel, timeout);
    }

    static MigrationChannel readingFrom(int number, Duration timeout) throws IOException {
        MigrationTrace.migration_fd_incoming(number);
        FileChannel channel = open(number, StandardOpenOption.READ);
        return new BlockingTransport(TYPE, "fd:" + number, channel, null, channel, channel, timeout);
    }

    /** The system lists a process's descriptors as files; a socket among them cannot be opened in this way. */
    private static FileChannel open(int number, StandardOpenOption direction) throws IOException {
        try {
            return FileChannel.open(Path.of("/dev/fd/" + number), direction);
        } catch (IOException e) {
            throw new IOException("cannot use file descriptor " + number + " (a pipe or a file is needed): " + e, e);
        }
    }
}
