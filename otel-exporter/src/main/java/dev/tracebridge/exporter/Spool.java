package dev.tracebridge.exporter;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps what waits for the collector across a restart of this JVM: the chunks of Flight Recorder's repository that may be needed again, and which of
 * what is in them has arrived.
 *
 * <p><b>Guarantees:</b> safe for several threads; a disk that fails is told once and holds up nothing. A thread of its own follows the repository.
 */
final class Spool {

    private static final Duration LOOK = Duration.ofMillis(500);

    /** Longer than an event waits for the span it belongs to. */
    private static final long HELD_NANOS = Duration.ofSeconds(20).toNanos();

    private final SpoolEntry entry;
    private final ArrivedLog arrived;
    private final ChunkMirror mirror;
    private final Consumer<String> log;
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean failed;

    private Spool(SpoolEntry entry, ChunkMirror mirror, Consumer<String> log) {
        this.entry = entry;
        this.arrived = new ArrivedLog(entry);
        this.mirror = mirror;
        this.log = log;
    }

    /**
     * Begins to keep what is recorded.
     *
     * @param entry where; it is deleted or left for another process by {@link #end}
     * @param since when the export began, nanoseconds since the epoch
     * @param log is told what goes wrong
     */
    static Spool start(SpoolEntry entry, long since, Consumer<String> log) {
        Spool spool = new Spool(entry, new ChunkMirror(Backlog::repositoryOfThisJvm, entry, since), log);
        spool.update();
        if (spool.mirror.copies()) {
            log.accept(entry.folder().getParent()
                    + " is on another file system than Flight Recorder's repository: chunks are"
                    + " copied; -XX:FlightRecorderOptions:repository=DIR puts them where links do");
        }
        Thread thread = new Thread(spool::follow, "tracebridge-spool");
        thread.setDaemon(true);
        thread.start();
        return spool;
    }

    private void follow() {
        try {
            while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                update();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void update() {
        try {
            if (over.getCount() > 0) {
                mirror.update();
            }
        } catch (IOException | RuntimeException e) {
            fails(e);
        }
    }

    SpoolEntry entry() {
        return entry;
    }

    /** These need not be sent again. */
    void settled(Collection<?> items) {
        try {
            arrived.add(items);
        } catch (IOException | RuntimeException e) {
            fails(e);
        }
    }

    /**
     * What happened until then was sent, but for what is held until its span ends.
     *
     * @param position nanoseconds since the epoch
     */
    synchronized void release(long position) {
        try {
            arrived.forgetBefore(mirror.releaseBefore(position - HELD_NANOS));
        } catch (IOException | RuntimeException e) {
            fails(e);
        }
    }

    private synchronized void fails(Exception cause) {
        if (!failed) {
            failed = true;
            log.accept("what waits for the collector may not survive the JVM: " + cause);
        }
    }

    /**
     * Follows the repository no longer.
     *
     * @param keep whether something is left for the next start; Flight Recorder has written all of it to {@link SpoolEntry#tail}
     */
    synchronized void end(boolean keep) {
        over.countDown();
        try {
            arrived.close();
            if (keep) {
                entry.keepTailOnly();
                entry.close();
            } else {
                entry.delete();
            }
        } catch (IOException e) {
            fails(e);
        }
    }
}
