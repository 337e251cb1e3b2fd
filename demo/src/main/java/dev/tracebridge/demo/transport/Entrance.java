package dev.tracebridge.demo.transport;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationListener;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** Where sources come in. For one thread at a time. */
public interface Entrance extends Closeable {

    /** Where this is, as QEMU writes it; with the port the system has chosen. */
    String name() throws IOException;

    /**
     * Waits for the next source.
     *
     * @param wait how long; zero for ever
     * @param timeout for each read and write of the channel without progress
     */
    MigrationChannel accept(Duration wait, Duration timeout) throws IOException;

    @Override
    void close() throws IOException;

    /** Opens the one channel of an address that nobody connects to. */
    @FunctionalInterface
    interface Opening {

        /** Opens the channel with this timeout. */
        MigrationChannel open(Duration timeout) throws IOException;
    }

    /** A listening socket, which is closed with this. */
    static Entrance of(MigrationListener listener) {
        return new Entrance() {
            @Override
            public String name() throws IOException {
                return listener.name();
            }

            @Override
            public MigrationChannel accept(Duration wait, Duration timeout) throws IOException {
                return listener.accept(wait, timeout);
            }

            @Override
            public void close() throws IOException {
                listener.close();
            }
        };
    }

    /** An entrance for one source, that is there at once. */
    static Entrance of(String name, Opening opening) {
        return new Entrance() {
            private boolean used;

            @Override
            public String name() {
                return name;
            }

            @Override
            public MigrationChannel accept(Duration wait, Duration timeout) throws IOException {
                if (used) {
                    throw new IOException(name + " gives one stream only");
                }
                used = true;
                return opening.open(timeout);
            }

            @Override
            public void close() {
                // nobody else can come
            }
        };
    }
}
