package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Arg;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathReader;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The thread that listens to the destination.
 *
 * <p><b>Guarantees.</b> What it has heard is visible to every thread; after {@link #join} it has ended.
 * <b>Progress.</b> It waits for the destination without limit until {@link #expectShut}; closing the channel ends it.
 */
final class ReturnPath {

    private final MigrationChannel channel;
    private final ReturnPathReader reader;
    private final Listener listener;
    private final Thread thread;
    private boolean ended;
    private volatile IOException failure;
    private volatile boolean shut;
    private volatile int shutStatus;
    private volatile int lastPong;

    /** Hears what the destination says besides what a {@link ReturnPath} keeps. Called by its thread. */
    interface Listener {

        /** The guest waits for pages; {@code request.block()} is never null. */
        void requested(ReturnPathMessage.RequestPages request) throws IOException;

        /** The pages of a block that the destination has. */
        void received(ReturnPathMessage.ReceivedBitmap bitmap) throws IOException;

        /** The destination goes on after a pause. */
        void resumed();
    }

    private ReturnPath(MigrationChannel channel, Listener listener) {
        this.channel = channel;
        this.listener = listener;
        this.reader = ReturnPathReader.of(StreamInput.of(channel));
        this.thread = new Thread(this::run, "mig/src/return");
        this.thread.setDaemon(true);
    }

    /** Starts listening. */
    static ReturnPath open(MigrationChannel channel, Listener listener) {
        channel.readTimeout(Duration.ZERO);
        ReturnPath path = new ReturnPath(channel, listener);
        path.thread.start();
        return path;
    }

    /** From now on the destination may take this long at most for each message. */
    void expectShut(Duration timeout) {
        channel.readTimeout(timeout);
    }

    /** Waits until the thread has ended: after the destination's last message, or an error. */
    @TracepointSpan("await_return_path_close_on_source")
    void join() throws InterruptedException {
        thread.join();
    }

    /** Whether the destination has sent its last message, or does so within this time. An interrupt ends the wait. */
    boolean shutWithin(Duration wait) {
        try {
            thread.join(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return shut;
    }

    /** Waits for the answer to a PING, which proves that all that was sent before it has arrived. */
    synchronized void awaitPong(int value, Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (lastPong != value) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended) {
                throw failure == null
                        ? new IOException("the destination ended the migration (status " + shutStatus + ")")
                        : failure;
            }
            if (left <= 0) {
                throw new IOException("the destination has not answered for " + timeout.toMillis() / 1000.0 + " s");
            }
            wait(left);
        }
    }

    /** What ended the thread before the destination's last message; null as long as nothing did. */
    IOException failure() {
        return failure;
    }

    /** Whether the destination has sent its last message. */
    boolean isShut() {
        return shut;
    }

    /** What the destination said at last; 0 if it has taken the guest over. */
    int shutStatus() {
        return shutStatus;
    }

    /** The value of the latest answer to a PING; 0 before the first. */
    int lastPong() {
        return lastPong;
    }

    private void run() {
        try {
            listen();
        } catch (IOException e) {
            failure = e;
        } finally {
            end();
        }
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    @TracepointSpan("source_return_path_thread")
    private void listen() throws IOException {
        String block = null;
        while (!shut) {
            MigrationTrace.source_return_path_thread_loop_top();
            ReturnPathMessage message = reader.next();
            if (message instanceof ReturnPathMessage.RequestPages request) {
                block = request.block() == null ? block : request.block();
                requested(block, request.start(), request.bytes());
            } else {
                hear(message);
            }
        }
    }

    private void hear(ReturnPathMessage message) throws IOException {
        if (message instanceof ReturnPathMessage.Pong pong) {
            pong(pong.value());
        } else if (message instanceof ReturnPathMessage.Shut last) {
            shut(last.status());
        } else if (message instanceof ReturnPathMessage.ReceivedBitmap bitmap) {
            listener.received(bitmap);
        } else if (message instanceof ReturnPathMessage.ResumeAck ack) {
            resumeAck(ack.value());
        }
    }

    @Tracepoint("migrate_handle_rp_req_pages")
    private void requested(@Arg("rbname") String block, long start, @Arg("len") long bytes) throws IOException {
        if (block == null) {
            throw new IOException("the destination asked for pages without saying of which block");
        }
        listener.requested(new ReturnPathMessage.RequestPages(block, start, (int) bytes));
    }

    @Tracepoint("source_return_path_thread_resume_ack")
    private void resumeAck(@Arg("v") int value) throws IOException {
        if (value != ReturnPathMessage.ResumeAck.OK) {
            throw new IOException("the destination did not resume (" + value + ")");
        }
        listener.resumed();
    }

    @Tracepoint("source_return_path_thread_pong")
    private synchronized void pong(@Arg("val") int value) {
        lastPong = value;
        notifyAll();
    }

    @Tracepoint("source_return_path_thread_shut")
    private void shut(@Arg("val") int value) {
        shutStatus = value;
        shut = true;
    }
}
