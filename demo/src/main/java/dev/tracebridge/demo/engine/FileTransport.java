package dev.tracebridge.demo.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A file as one end of a migration. It never stalls and never answers. */
public final class FileTransport implements MigrationChannel {

    private final FileChannel channel;

    private FileTransport(FileChannel channel) {
        this.channel = channel;
    }

    /** Writes a stream to a file, in the place of what it held. */
    public static FileTransport create(Path path) throws IOException {
        return create(path, 0);
    }

    /** Writes a stream to a file from {@code offset} on, in the place of what it held from there; what is before stays. */
    public static FileTransport create(Path path, long offset) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return new FileTransport(channel.truncate(offset).position(offset));
    }

    /** Reads a stream from a file. */
    public static FileTransport open(Path path) throws IOException {
        return open(path, 0);
    }

    /** Reads a stream from a file, where it begins at {@code offset}. */
    public static FileTransport open(Path path, long offset) throws IOException {
        return new FileTransport(FileChannel.open(path, StandardOpenOption.READ).position(offset));
    }

    @Override
    public String type() {
        return "qio-channel-file";
    }

    @Override
    public String peer() {
        return null;
    }

    @Override
    public boolean hasReturnPath() {
        return false;
    }

    @Override
    public void readTimeout(Duration timeout) {
        // a file answers at once
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return channel.write(source);
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
