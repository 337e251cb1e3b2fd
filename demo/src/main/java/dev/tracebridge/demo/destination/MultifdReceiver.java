package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Receives pages over several channels at once.
 *
 * <p><b>Assumptions.</b> One thread reads the main channel and calls {@link #sync} where it says so. <b>Guarantees.</b>
 * After {@code sync} all pages sent before the mark are in memory, and no channel has gone on behind its own mark.
 * <b>Progress.</b> As that of the slowest channel; a channel that fails fails the next {@code sync}, and tells the
 * migration at once.
 */
public final class MultifdReceiver {

    private final List<MultifdReceiveChannel> channels = new ArrayList<>();
    private final MultifdPages pages;
    private final int pageSize;
    private final int count;
    private final Runnable onFailure;
    private volatile IOException failure;
    private volatile boolean ending;
    private long lastPacket;
    private boolean marked;

    /**
     * Expects so many channels.
     *
     * @param pages takes what comes
     * @param pageSize bytes of a page of the guest
     * @param onFailure called by the thread of a channel that fails
     */
    public MultifdReceiver(MultifdPages pages, int pageSize, int count, Runnable onFailure) {
        this.pages = pages;
        this.pageSize = pageSize;
        this.count = count;
        this.onFailure = onFailure;
    }

    /** Takes a channel, whose first bytes have not been read, and starts its thread. */
    void add(StreamInput input) throws IOException {
        MultifdReceiveChannel channel = MultifdReceiveChannel.open(input, pages, pageSize, this);
        if (channel.id() >= count || channels.stream().anyMatch(other -> other.id() == channel.id())) {
            throw new StreamFormatException(
                    0, "each multifd channel from 0 to " + (count - 1) + " once", "number " + channel.id());
        }
        MigrationTrace.multifd_recv_new_channel((byte) channel.id());
        channels.add(channel);
        channels.sort(Comparator.comparingInt(MultifdReceiveChannel::id));
        channel.start();
    }

    /** Whether all channels are there. */
    boolean isComplete() {
        return channels.size() == count;
    }

    /** Waits until each channel has come to its mark, and lets them go on. */
    public void sync() throws IOException {
        try {
            for (MultifdReceiveChannel channel : channels) {
                MigrationTrace.multifd_recv_sync_main_wait((byte) channel.id());
                channel.awaitMark();
                check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for multifd channels");
        }
        for (MultifdReceiveChannel channel : channels) {
            lastPacket = Math.max(lastPacket, channel.lastPacket());
            MigrationTrace.multifd_recv_sync_main_signal((byte) channel.id());
            channel.goOn();
        }
        marked = true;
        MigrationTrace.multifd_recv_sync_main(lastPacket);
    }

    /**
     * Is to be called where the main channel's sections have ended. Fails if a channel has, or if the main channel told of no mark: pages may be on their way then.
     *
     * @param position of the end, for errors
     */
    public void checkEnd(long position) throws IOException {
        check();
        if (!marked) {
            throw new StreamFormatException(
                    position, "the end of a round of multifd", "none: the source waits for its channels otherwise");
        }
    }

    /** Fails if a channel has. */
    public void check() throws IOException {
        IOException cause = failure;
        if (cause != null) {
            throw cause instanceof StreamFormatException wrong
                    ? wrong
                    : new IOException("a multifd channel: " + cause.getMessage(), cause);
        }
    }

    /** Ends the threads and closes the channels, the first time. */
    public void close(boolean failed) {
        if (ending) {
            return;
        }
        MigrationTrace.multifd_recv_terminate_threads(failed);
        ending = true;
        channels.forEach(MultifdReceiveChannel::end);
    }

    /** Bytes of all channels. */
    public long received() {
        return channels.stream().mapToLong(MultifdReceiveChannel::received).sum();
    }

    /** Pages that came with their bytes. */
    public long normalPages() {
        return channels.stream().mapToLong(MultifdReceiveChannel::normalPages).sum();
    }

    /** Pages that came as zeros. */
    public long zeroPages() {
        return channels.stream().mapToLong(MultifdReceiveChannel::zeroPages).sum();
    }

    void channelHasFailed(IOException cause) {
        if (!ending) {
            failure = cause;
            onFailure.run();
        }
    }
}
