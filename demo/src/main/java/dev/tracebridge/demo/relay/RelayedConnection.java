package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.engine.MigrationChannel;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * One connection with its two directions, each with a thread that passes bytes on and one that reads them afterwards.
 *
 * <p><b>Guarantees.</b> When {@code ended} has been called, all four have ended and both channels are closed.
 * <b>Progress.</b> No direction waits for the other, and none for a decoder.
 */
final class RelayedConnection {

    /** Bytes of one direction that may wait for their decoder. */
    private static final int FEED_LIMIT = 64 * 1024 * 1024;

    private final MigrationChannel source;
    private final MigrationChannel destination;
    private final Pump forwardPump;
    private final Pump backwardPump;
    private final ForwardDecoder forward;
    private final BackwardDecoder backward;
    private final AtomicInteger running = new AtomicInteger(4);
    private final Runnable ended;

    private RelayedConnection(
            MigrationChannel source,
            MigrationChannel destination,
            int number,
            int pageSize,
            Captures captures,
            LongAdder total,
            Runnable ended) {
        this.source = source;
        this.destination = destination;
        this.ended = ended;
        Feed forwardFeed = new Feed(FEED_LIMIT);
        Feed backwardFeed = new Feed(FEED_LIMIT);
        this.forwardPump = new Pump(source, destination, forwardFeed, captures.forward(number), total);
        this.backwardPump = new Pump(destination, source, backwardFeed, captures.backward(number), total);
        this.forward = new ForwardDecoder(forwardFeed, pageSize);
        this.backward = new BackwardDecoder(backwardFeed);
    }

    /**
     * Begins to pass bytes on.
     *
     * @param number of the connection, for the names of its threads
     * @param captures keeps copies
     * @param total grows by what is passed on
     * @param ended runs when everything about the connection is over
     */
    static RelayedConnection start(
            MigrationChannel source,
            MigrationChannel destination,
            int number,
            int pageSize,
            Captures captures,
            LongAdder total,
            Runnable ended) {
        RelayedConnection connection =
                new RelayedConnection(source, destination, number, pageSize, captures, total, ended);
        connection.thread("relay/" + number + "/forward", connection.forwardPump);
        connection.thread("relay/" + number + "/backward", connection.backwardPump);
        connection.thread("relay/" + number + "/source", connection.forward);
        connection.thread("relay/" + number + "/answers", connection.backward);
        return connection;
    }

    private void thread(String name, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        finished();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void finished() {
        if (running.decrementAndGet() == 0) {
            close();
            ended.run();
        }
    }

    /** Breaks the connection on both sides. */
    void close() {
        for (MigrationChannel channel : new MigrationChannel[] {source, destination}) {
            try {
                channel.close();
            } catch (IOException e) {
                // it is gone either way
            }
        }
    }

    /** What has been seen; complete when the connection has ended. */
    ConnectionReport report() {
        return new ConnectionReport(
                forward.kind(),
                forwardPump.passed(),
                backwardPump.passed(),
                forward.decoded(),
                backward.decoded(),
                forward.isComplete(),
                backward.isConfirmed(),
                firstOf(forward.trouble(), backward.trouble()),
                firstOf(text(forwardPump.failure()), text(backwardPump.failure())),
                forward.summary());
    }

    private static String text(IOException e) {
        if (e == null) {
            return null;
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String firstOf(String first, String second) {
        return first == null ? second == null ? "" : second : first;
    }
}
