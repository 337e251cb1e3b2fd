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

/**
 * The thread that listens to the destination.
 *
 * <p><b>Guarantees.</b> What it has heard is visible to every thread; after {@link #join} it has ended.
 * <b>Progress.</b> It waits for the destination without limit until {@link #expectShut}; closing the channel ends it.
 */
final class ReturnPath {

    private final MigrationChannel channel;
    private final ReturnPathReader reader;
    private final Thread thread;
    private volatile IOException failure;
    private volatile boolean shut;
    private volatile int shutStatus;
    private volatile int lastPong;

    private ReturnPath(MigrationChannel channel) {
        this.channel = channel;
        this.reader = ReturnPathReader.of(StreamInput.of(channel));
        this.thread = new Thread(this::run, "mig/src/return");
        this.thread.setDaemon(true);
    }

    /** Starts listening. */
    static ReturnPath open(MigrationChannel channel) {
        channel.readTimeout(Duration.ZERO);
        ReturnPath path = new ReturnPath(channel);
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
        }
    }

    @TracepointSpan("source_return_path_thread")
    private void listen() throws IOException {
        while (!shut) {
            MigrationTrace.source_return_path_thread_loop_top();
            ReturnPathMessage message = reader.next();
            if (message instanceof ReturnPathMessage.Pong pong) {
                pong(pong.value());
            } else if (message instanceof ReturnPathMessage.Shut last) {
                shut(last.status());
            }
        }
    }

    @Tracepoint("source_return_path_thread_pong")
    private void pong(@Arg("val") int value) {
        lastPong = value;
    }

    @Tracepoint("source_return_path_thread_shut")
    private void shut(@Arg("val") int value) {
        shutStatus = value;
        shut = true;
    }
}
