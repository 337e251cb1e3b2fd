package dev.tracebridge.demo.cli;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MoreChannels;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** Further connections to a destination, and another one after a cut. For the migration's thread. */
final class Reconnection implements MoreChannels {

    private static final long PAUSE_MILLIS = 200;

    private final Connecting connecting;
    private final Duration timeout;
    private final Duration recoverFor;
    private final PrintWriter talk;
    private long cutSince;

    /** Connects to the destination, under TLS where that is wanted. */
    @FunctionalInterface
    interface Connecting {

        /** Another connection. */
        MigrationChannel connect() throws IOException;
    }

    Reconnection(Connecting connecting, Duration timeout, Duration recoverFor, PrintWriter talk) {
        this.connecting = connecting;
        this.timeout = timeout;
        this.recoverFor = recoverFor;
        this.talk = talk;
    }

    @Override
    public MigrationChannel open() throws IOException {
        return connecting.connect();
    }

    @Override
    public MigrationChannel recover(IOException cause) throws IOException {
        if (cutSince == 0 || recoveredAgain()) {
            cutSince = System.nanoTime();
        }
        talk.println("demo: postcopy was cut off (" + cause.getMessage() + "); connecting again");
        talk.flush();
        IOException reason = cause;
        while (System.nanoTime() - cutSince < recoverFor.toNanos()) {
            try {
                Thread.sleep(PAUSE_MILLIS);
                return open();
            } catch (IOException e) {
                reason = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while connecting again", e);
            }
        }
        throw new IOException("gave up after " + recoverFor.toMillis() / 1000.0 + " s: " + reason.getMessage(), reason);
    }

    /** A cut long after the last one is a new one: between two tries there is no more than a timeout and a pause. */
    private boolean recoveredAgain() {
        return System.nanoTime() - cutSince > recoverFor.plus(timeout).toNanos();
    }
}
