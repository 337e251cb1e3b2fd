package dev.tracebridge.demo.relay;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * Passes on all connections of a migration. Never changes a byte, never ends a connection that its sides keep.
 *
 * <p><b>Assumptions.</b> One migration at a time comes in. <b>Guarantees.</b> Connections are opened to the destination in
 * the order in which they came from the source. <b>Progress.</b> Ends when no connection is left and none has come for a
 * while, at once if the stream was seen to end.
 */
public final class Relay {

    private final Entrance entrance;
    private final MigrationAddress destination;
    private final int pageSize;
    private final Captures captures;
    private final List<RelayedConnection> connections = new ArrayList<>();
    private final LongAdder total = new LongAdder();
    private int open;
    private long lastEnd;
    private IOException failure;

    private Relay(Entrance entrance, MigrationAddress destination, int pageSize, Captures captures) {
        this.entrance = entrance;
        this.destination = destination;
        this.pageSize = pageSize;
        this.captures = captures;
    }

    /** Is told several times a second how many bytes have passed. */
    @FunctionalInterface
    public interface Watcher {

        /** So many connections are open, and so many bytes have passed. */
        void passing(int connections, long bytes);
    }

    /**
     * Relays one migration.
     *
     * @param pageSize bytes of a page of the guest
     * @param wait for the first connection; zero for ever
     * @param linger how long to wait for another connection when none is left and the stream has not ended
     * @param captures keeps copies
     * @return a report of each connection, in their order
     * @throws IOException if nobody came, or if the destination could not be reached
     */
    public static List<ConnectionReport> run(
            Entrance entrance,
            MigrationAddress destination,
            int pageSize,
            Duration wait,
            Duration linger,
            Captures captures,
            Watcher watcher)
            throws IOException, InterruptedException {
        Relay relay = new Relay(entrance, destination, pageSize, captures);
        Thread acceptor = new Thread(() -> relay.accept(wait), "relay/accept");
        acceptor.setDaemon(true);
        acceptor.start();
        try {
            relay.await(linger, watcher);
        } finally {
            acceptor.interrupt();
            acceptor.join();
            relay.closeAll();
        }
        return relay.reports();
    }

    private void accept(Duration wait) {
        try {
            connect(entrance.accept(wait, Duration.ZERO));
            while (!Thread.currentThread().isInterrupted()) {
                connect(entrance.accept(Duration.ZERO, Duration.ZERO));
            }
        } catch (IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                fail(e);
            }
        }
    }

    private void connect(MigrationChannel source) throws IOException {
        MigrationChannel target;
        try {
            target = destination.connect(Duration.ZERO);
        } catch (IOException e) {
            source.close();
            throw e;
        }
        synchronized (this) {
            open++;
            connections.add(RelayedConnection.start(
                    source, target, connections.size(), pageSize, captures, total, this::ended));
        }
    }

    private synchronized void ended() {
        open--;
        lastEnd = System.nanoTime();
        notifyAll();
    }

    private synchronized void fail(IOException e) {
        failure = e;
        notifyAll();
    }

    private synchronized void await(Duration linger, Watcher watcher) throws IOException, InterruptedException {
        while (true) {
            if (failure != null) {
                throw failure;
            }
            long left = linger.toMillis() - (System.nanoTime() - lastEnd) / 1_000_000;
            if (open == 0 && !connections.isEmpty() && (left <= 0 || isOver())) {
                return;
            }
            watcher.passing(open, total.sum());
            wait(open == 0 && !connections.isEmpty() ? Math.min(left, 200) : 200);
        }
    }

    private boolean isOver() {
        return connections.stream().anyMatch(connection -> connection.report().complete());
    }

    private synchronized void closeAll() {
        connections.forEach(RelayedConnection::close);
    }

    private synchronized List<ConnectionReport> reports() {
        return connections.stream().map(RelayedConnection::report).toList();
    }
}
