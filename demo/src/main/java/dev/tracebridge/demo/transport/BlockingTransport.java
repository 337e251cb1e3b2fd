package dev.tracebridge.demo.transport;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.StalledPeerException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A migration over something that can only block: a pipe. A watch breaks it under a read or write that takes too long.
 *
 * <p><b>Assumptions.</b> One thread reads or writes. Closing {@code abort} from another thread ends a read or write and
 * does not block. <b>Guarantees.</b> A read or write that takes longer than the timeout ends with
 * {@link StalledPeerException}. <b>Progress.</b> All channels share one thread, which only breaks them.
 */
final class BlockingTransport implements MigrationChannel {

    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final String type;
    private final String name;
    private final ReadableByteChannel from;
    private final WritableByteChannel to;
    private final Closeable resource;
    private final Closeable abort;
    private final AtomicBoolean stalled = new AtomicBoolean();
    private volatile boolean open = true;
    private volatile Duration readTimeout;
    private final Duration writeTimeout;

    /**
     * Either {@code from} or {@code to} may be null.
     *
     * @param resource what to close when all has been read or written
     * @param abort what to close so that a read or write ends at once
     */
    BlockingTransport(
            String type,
            String name,
            ReadableByteChannel from,
            WritableByteChannel to,
            Closeable resource,
            Closeable abort,
            Duration timeout) {
        this.type = type;
        this.name = name;
        this.from = from;
        this.to = to;
        this.resource = resource;
        this.abort = abort;
        this.readTimeout = timeout;
        this.writeTimeout = timeout;
    }

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "transport watch");
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    @FunctionalInterface
    private interface Operation {
        int run() throws IOException;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String peer() {
        return null;
    }

    @Override
    public boolean hasReturnPath() {
        return false;
    }

    /** Holds from the next read on. */
    @Override
    public void readTimeout(Duration timeout) {
        readTimeout = timeout;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (from == null) {
            throw new IOException(name + " can only be written to");
        }
        return watched(readTimeout, "came", () -> from.read(target));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (to == null) {
            throw new IOException(name + " can only be read from");
        }
        return watched(writeTimeout, "was taken", () -> to.write(source));
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        if (open) {
            open = false;
            resource.close();
        }
    }

    private int watched(Duration timeout, String doing, Operation operation) throws IOException {
        if (timeout.isZero()) {
            return operation.run();
        }
        var alarm = WATCH.schedule(this::stall, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int count = operation.run();
            alarm.cancel(false);
            if (count < 0 && stalled.get()) {
                throw new StalledPeerException(name, doing, timeout);
            }
            return count;
        } catch (IOException e) {
            alarm.cancel(false);
            throw stalled.get() ? new StalledPeerException(name, doing, timeout) : e;
        }
    }

    private void stall() {
        stalled.set(true);
        try {
            abort.close();
        } catch (IOException e) {
            // the reader or writer is told that its peer has stalled
        }
    }
}
