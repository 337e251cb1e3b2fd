package dev.tracebridge.demo.source;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.WorkerThread;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One channel of {@link MultifdSender}, and its thread.
 *
 * <p><b>Assumptions.</b> One thread hands packets over, and only while the channel is idle; marks and the end at any
 * time. <b>Guarantees.</b> What is handed over is sent in that order. <b>Progress.</b> Bounded by the channel's own
 * limit for a peer that stalls; closing it ends the thread.
 */
final class MultifdSendChannel {

    private final int id;
    private final MigrationChannel channel;
    private final MultifdSender sender;
    private final StreamOutput output;
    private final MultifdPacket packet = new MultifdPacket(RamBlock.PAGE_SIZE);
    private final BlockingQueue<Work> work = new LinkedBlockingQueue<>();
    private final WorkerThread thread;
    private int[] sparePages = new int[MultifdPacket.MAX_PAGES];
    private final int[] normal = new int[MultifdPacket.MAX_PAGES];
    private long packets;
    private volatile boolean idle;
    private volatile long sent;
    private volatile long normalPages;
    private volatile long zeroPages;

    private sealed interface Work {}

    private record Pages(OutgoingPages from, int[] pages, int count, long number) implements Work {}

    private record Sync(long number) implements Work {}

    private record End() implements Work {}

    MultifdSendChannel(int id, MigrationChannel channel, MultifdSender sender) {
        this.id = id;
        this.channel = channel;
        this.sender = sender;
        this.output = StreamOutput.of(channel);
        this.thread = WorkerThread.of("mig/src/send_" + id, this::run);
    }

    void start() {
        thread.start();
    }

    int id() {
        return id;
    }

    boolean isIdle() {
        return idle;
    }

    long sent() {
        return sent;
    }

    long normalPages() {
        return normalPages;
    }

    long zeroPages() {
        return zeroPages;
    }

    /** Takes pages to send, and gives an array for the next ones in exchange. */
    int[] send(OutgoingPages from, int[] pages, int count, long number) {
        int[] spare = sparePages;
        sparePages = pages;
        idle = false;
        work.add(new Pages(from, pages, count, number));
        return spare;
    }

    void sync(long number) {
        work.add(new Sync(number));
    }

    void close() {
        channel.abandon();
    }

    /** Waits for the thread, which sends what it has been given, and closes the channel. */
    void end() {
        work.add(new End());
        thread.join(this::close);
        close();
    }

    private void run() {
        MigrationTrace.multifd_send_thread_start((byte) id);
        try {
            new MultifdPacket.Init(id).write(output);
            output.flush();
            becomeIdle();
            while (true) {
                Work next = work.take();
                if (next instanceof Pages pages) {
                    send(pages);
                    becomeIdle();
                } else if (next instanceof Sync sync) {
                    packet.begin("", sync.number(), MultifdPacket.SYNC);
                    sendPacket();
                    sender.channelIsSynced();
                } else {
                    break;
                }
            }
        } catch (IOException e) {
            MigrationTrace.multifd_send_error((byte) id);
            sender.channelHasFailed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sender.channelHasFailed(new IOException("interrupted"));
        }
        MigrationTrace.multifd_send_thread_end((byte) id, packets, normalPages);
    }

    private void becomeIdle() {
        idle = true;
        sender.channelIsIdle();
    }

    private void send(Pages pages) throws IOException {
        OutgoingPages from = pages.from();
        packet.begin(from.block(), pages.number(), 0);
        int normalCount = 0;
        int zeroCount = 0;
        for (int i = 0; i < pages.count(); i++) {
            int page = pages.pages()[i];
            if (sender.findsZeros() && from.isZero(page)) {
                pages.pages()[zeroCount++] = page;
            } else {
                normal[normalCount++] = page;
            }
        }
        for (int i = 0; i < normalCount; i++) {
            packet.addNormal(from.offset(normal[i]));
        }
        for (int i = 0; i < zeroCount; i++) {
            packet.addZero(from.offset(pages.pages()[i]));
        }
        writeHead();
        for (int i = 0; i < normalCount; i++) {
            from.write(normal[i], output);
        }
        flush();
        normalPages += normalCount;
        zeroPages += zeroCount;
    }

    private void sendPacket() throws IOException {
        writeHead();
        flush();
    }

    private void writeHead() throws IOException {
        packets++;
        MigrationTrace.multifd_send(
                (byte) id, packet.number(), packet.normalPages(), packet.flags(), packet.dataLength());
        packet.write(output);
    }

    private void flush() throws IOException {
        output.flush();
        sent = output.position();
    }
}
