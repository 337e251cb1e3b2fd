package dev.tracebridge.demo.source;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Sends pages over several channels at once.
 *
 * <p><b>Assumptions.</b> One thread hands pages over; any may {@link #abort}. A page is handed over after its dirty mark
 * was cleared. <b>Guarantees.</b> After {@link #sync} all pages handed over before have been given to the kernel, and
 * the destination applies none handed over later before them. <b>Progress.</b> As that of the slowest channel; when one
 * fails, the next call fails.
 */
public final class MultifdSender {

    private final List<MultifdSendChannel> channels = new ArrayList<>();
    private final Semaphore idle;
    private final Semaphore synced = new Semaphore(0);
    private final boolean findZeros;
    private final int channelCount;
    private OutgoingPages from;
    private int[] pages = new int[MultifdPacket.MAX_PAGES];
    private int count;
    private int nextChannel;
    private long nextPacket;
    private volatile IOException failure;

    private MultifdSender(MigrationCapabilities capabilities) {
        idle = new Semaphore(0);
        channelCount = capabilities.multifdChannels();
        findZeros = capabilities.zeroPages() == ZeroPages.MULTIFD;
    }

    /** Opens the channels one after the other, each with its thread. */
    public static MultifdSender open(MoreChannels more, MigrationCapabilities capabilities) throws IOException {
        MultifdSender sender = new MultifdSender(capabilities);
        try {
            for (int id = 0; id < capabilities.multifdChannels(); id++) {
                MigrationTrace.multifd_new_send_channel_async((byte) id);
                MultifdSendChannel channel = new MultifdSendChannel(id, more.open(), sender);
                sender.channels.add(channel);
                channel.start(); // a destination may want to know this channel before it takes another
            }
        } catch (IOException e) {
            sender.close(true);
            throw e;
        }
        return sender;
    }

    /** Hands a page over; it travels when a packet is full, with the first page from elsewhere, or with {@link #sync}. */
    public void add(OutgoingPages source, int page) throws IOException, InterruptedException {
        if (source != from || count == pages.length) {
            sendPending();
            from = source;
        }
        pages[count++] = page;
    }

    /** Sends what has been handed over, and a mark behind it on every channel, and waits until that is done. */
    public void sync() throws IOException, InterruptedException {
        sendPending();
        for (MultifdSendChannel channel : channels) {
            MigrationTrace.multifd_send_sync_main_signal((byte) channel.id());
            channel.sync(nextPacket++);
        }
        for (MultifdSendChannel channel : channels) {
            MigrationTrace.multifd_send_sync_main_wait((byte) channel.id());
            synced.acquire();
            check();
        }
        MigrationTrace.multifd_send_sync_main(nextPacket);
    }

    /** Bytes written to all channels. */
    long sent() {
        return channels.stream().mapToLong(MultifdSendChannel::sent).sum();
    }

    /** Pages sent with their bytes. */
    long normalPages() {
        return channels.stream().mapToLong(MultifdSendChannel::normalPages).sum();
    }

    /** Pages sent as zeros. */
    long zeroPages() {
        return channels.stream().mapToLong(MultifdSendChannel::zeroPages).sum();
    }

    /** Ends the threads and closes the channels. */
    public void close(boolean failed) {
        MigrationTrace.multifd_send_terminate_threads(failed);
        if (failed) {
            abort();
        }
        channels.forEach(MultifdSendChannel::end);
    }

    /** Closes the channels, so that nothing waits for them. From any thread. */
    void abort() {
        channels.forEach(MultifdSendChannel::close);
    }

    /** Whether the channels look for pages of zeros. */
    boolean findsZeros() {
        return findZeros;
    }

    /** A channel has sent its packet. */
    void channelIsIdle() {
        idle.release();
    }

    /** A channel has sent its mark. */
    void channelIsSynced() {
        synced.release();
    }

    /** A channel has failed: whoever waits for it need not. */
    void channelHasFailed(IOException cause) {
        failure = cause;
        idle.release(channelCount);
        synced.release(channelCount);
    }

    private void sendPending() throws IOException, InterruptedException {
        if (count == 0) {
            return;
        }
        idle.acquire();
        check();
        while (!channels.get(nextChannel).isIdle()) {
            nextChannel = (nextChannel + 1) % channels.size();
        }
        pages = channels.get(nextChannel).send(from, pages, count, nextPacket++);
        nextChannel = (nextChannel + 1) % channels.size();
        count = 0;
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException("a multifd channel: " + failure.getMessage(), failure);
        }
    }
}
