package dev.tracebridge.demo.engine;

import java.io.IOException;

/**
 * Where a migration gets further channels to the same peer from: the source connects, the destination accepts. For one
 * thread at a time.
 */
public interface MoreChannels {

    /** No further channel: all goes over the one there is. */
    MoreChannels NONE = () -> {
        throw new IOException("a second channel is needed, but this transport has only one");
    };

    /** The next channel. Waits for it no longer than the peer may stall. */
    MigrationChannel open() throws IOException;

    /**
     * The channel a postcopy that was cut off goes on over. Waits as long as there is hope.
     *
     * @param cause what cut it off
     * @throws IOException if the migration is to be given up
     */
    default MigrationChannel recover(IOException cause) throws IOException {
        throw new IOException("postcopy was cut off, and nothing says how to go on: " + cause.getMessage(), cause);
    }
}
