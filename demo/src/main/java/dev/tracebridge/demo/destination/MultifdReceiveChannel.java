package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.WorkerThread;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One channel of {@link MultifdReceiver}, and its thread. The thread waits at each mark until {@link #goOn}; closing the
 * channel ends it.
 */
final class MultifdReceiveChannel {

    private final int id;
    private final StreamInput input;
    private final MultifdPages pages;
    private final MultifdReceiver receiver;
    private final MultifdPacket packet;
    private final Semaphore atMark = new Semaphore(0);
    private final AtomicInteger marks = new AtomicInteger();
    private final Semaphore goOn = new Semaphore(0);
    private final WorkerThread thread;
    private long packets;
    private volatile long lastPacket;
    private volatile long received;
    private volatile long normalPages;
    private volatile long zeroPages;

    private MultifdReceiveChannel(
            int id, StreamInput input, MultifdPages pages, int pageSize, MultifdReceiver receiver) {
        this.id = id;
        this.input = input;
        this.pages = pages;
        this.packet = new MultifdPacket(pageSize);
        this.receiver = receiver;
        this.thread = WorkerThread.of("mig/dst/recv_" + id, this::run);
    }

    /** Reads what opens the channel. */
    static MultifdReceiveChannel open(StreamInput input, MultifdPages pages, int pageSize, MultifdReceiver receiver)
            throws IOException {
        return new MultifdReceiveChannel(MultifdPacket.Init.read(input).channelId(), input, pages, pageSize, receiver);
    }

    void start() {
        thread.start();
    }

    int id() {
        return id;
    }

    long lastPacket() {
        return lastPacket;
    }

    long received() {
        return received;
    }

    long normalPages() {
        return normalPages;
    }

    long zeroPages() {
        return zeroPages;
    }

    /** Waits until the thread has come to a mark, and fails if it will come to none any more. */
    void awaitMark() throws IOException, InterruptedException {
        atMark.acquire();
        if (marks.getAndDecrement() <= 0) {
            throw new IOException("multifd channel " + id + " has ended before the round did");
        }
    }

    void goOn() {
        goOn.release();
    }

    /** Closes the channel and waits for the thread. */
    void end() {
        try {
            input.close();
        } catch (IOException e) {
            // nothing more is wanted of it
        }
        thread.interrupt();
        thread.join();
    }

    private void run() {
        MigrationTrace.multifd_recv_thread_start((byte) id);
        try {
            while (!input.isAtEnd()) {
                receive();
                if (packet.flags() == MultifdPacket.SYNC) {
                    marks.incrementAndGet();
                    atMark.release();
                    goOn.acquire();
                }
            }
        } catch (IOException e) {
            receiver.channelHasFailed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            receiver.channelHasFailed(new IOException("interrupted"));
        }
        atMark.release(); // whoever waits for another mark waits in vain
        MigrationTrace.multifd_recv_thread_end((byte) id, packets, normalPages);
    }

    private void receive() throws IOException {
        long start = input.position();
        packet.read(input);
        packets++;
        lastPacket = packet.number();
        MigrationTrace.multifd_recv(
                (byte) id, packet.number(), packet.normalPages(), packet.flags(), packet.announcedLength());
        if (packet.normalPages() + packet.zeroPages() > 0) {
            pages.take(start, packet, input);
            normalPages += packet.normalPages();
            zeroPages += packet.zeroPages();
        }
        received = input.position();
    }
}
