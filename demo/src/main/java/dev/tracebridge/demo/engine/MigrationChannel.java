package dev.tracebridge.demo.engine;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.time.Duration;

/** What a migration runs over: a connection, or a file, which has no way back. */
public interface MigrationChannel extends ByteChannel {

    /** The kind of channel, by the name QEMU gives it. */
    String type();

    /** Who or what is at the other end; null where QEMU shows none. */
    String peer();

    /** Whether the other side can answer. */
    boolean hasReturnPath();

    /**
     * How long a read may wait for the next byte from now on; also for a read that already waits.
     *
     * @param timeout zero for ever
     */
    void readTimeout(Duration timeout);

    @Override
    void close() throws IOException;

    /** Closes the channel when nothing more is wanted of it, not even to know whether that went well. */
    default void abandon() {
        try {
            close();
        } catch (IOException e) {
            // the peer will see an end, which is all there is to say
        }
    }
}
