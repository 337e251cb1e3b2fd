package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;

/** One connection to the destination, in both directions. Postcopy may need several, one after the other. */
final class SourceLink {

    private final MigrationChannel channel;
    private final StreamOutput output;
    private ReturnPath returnPath;

    private SourceLink(MigrationChannel channel) {
        this.channel = channel;
        this.output = StreamOutput.of(channel);
    }

    static SourceLink over(MigrationChannel channel) {
        return new SourceLink(channel);
    }

    /** Starts to listen to the destination, if the channel lets it answer. */
    void listen(ReturnPath.Listener listener) {
        if (channel.hasReturnPath()) {
            openReturnPath(listener);
        }
    }

    @TracepointSpan("open_return_path_on_source")
    private void openReturnPath(ReturnPath.Listener listener) {
        returnPath = ReturnPath.open(channel, listener);
    }

    MigrationChannel channel() {
        return channel;
    }

    StreamOutput output() {
        return output;
    }

    /** Where the destination answers; null where it cannot. */
    ReturnPath returnPath() {
        return returnPath;
    }

    /** Fails if the destination has ended the migration, or cannot be heard any more. */
    void check() throws IOException {
        if (returnPath == null) {
            return;
        }
        if (returnPath.isShut()) {
            throw new IOException("the destination ended the migration (status " + returnPath.shutStatus() + ")");
        }
        if (returnPath.failure() != null) {
            throw returnPath.failure();
        }
    }

    /** Closes the channel, which ends all reading and writing. From any thread. */
    void cut() {
        channel.abandon();
    }
}
