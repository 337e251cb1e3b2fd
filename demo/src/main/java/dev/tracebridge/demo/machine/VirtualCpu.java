package dev.tracebridge.demo.machine;

import dev.tracebridge.demo.memory.MissingPageException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * The thread that runs the guest's program.
 *
 * <p><b>Assumptions.</b> One thread at a time starts and stops it. <b>Guarantees.</b> After {@link #pause} has returned,
 * everything the guest wrote is visible to the caller and it writes no more until {@link #resume}; what the caller
 * writes in between the guest sees. <b>Progress.</b> {@code pause} waits for the end of the current step, some
 * microseconds.
 */
final class VirtualCpu {

    private static final long INTERVAL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private enum Request {
        PAUSE,
        RUN,
        END
    }

    /** What the guest runs at a time between two pauses for throttling. */
    private static final long THROTTLE_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Runnable step;
    private final LongConsumer stolen;
    private final Thread thread;
    private volatile Request request = Request.PAUSE;
    private volatile int throttlePercent;
    private boolean paused;
    private Throwable failure;

    private VirtualCpu(Runnable step, LongConsumer stolen) {
        this.step = step;
        this.stolen = stolen;
        this.thread = new Thread(this::run, "CPU 0/TCG");
        this.thread.setDaemon(true);
    }

    /**
     * Starts the thread, paused.
     *
     * @param step what it does every 0.2 ms, and right before it stands still
     * @param stolen hears of nanoseconds that were taken from the guest
     */
    static VirtualCpu start(Runnable step, LongConsumer stolen) {
        VirtualCpu cpu = new VirtualCpu(step, stolen);
        cpu.thread.start();
        return cpu;
    }

    /** Takes so much of its time from the guest from now on; 0 for none. From any thread. */
    void throttle(int percent) {
        throttlePercent = percent;
        LockSupport.unpark(thread);
    }

    int throttlePercent() {
        return throttlePercent;
    }

    synchronized void resume() {
        request = Request.RUN;
        notifyAll();
    }

    /** Stops the guest and waits until it stands still. An interrupt is kept for the caller and does not shorten this. */
    synchronized void pause() {
        request = Request.PAUSE;
        LockSupport.unpark(thread);
        boolean interrupted = false;
        while (!paused) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IllegalStateException("the guest's program failed", failure);
        }
    }

    /** Ends the thread for good. */
    synchronized void end() {
        request = Request.END;
        LockSupport.unpark(thread);
        notifyAll();
    }

    private void run() {
        try {
            while (awaitRun()) {
                runWhileAsked();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MissingPageException e) {
            recordFailure(e); // the migration that gave up has said so
        } catch (RuntimeException | Error e) {
            recordFailure(e);
            throw e;
        } finally {
            markPaused();
        }
    }

    /** Steps at its pace, and once more when told to stop: a processor works up to the moment it is stopped. */
    private void runWhileAsked() {
        long sliceStart = System.nanoTime();
        while (request == Request.RUN) {
            step.run();
            LockSupport.parkNanos(INTERVAL_NANOS);
            long now = System.nanoTime();
            int percent = throttlePercent;
            if (percent == 0) {
                sliceStart = now;
            } else if (now - sliceStart >= THROTTLE_SLICE_NANOS) {
                hold(now, THROTTLE_SLICE_NANOS * percent / (100 - percent));
                sliceStart = System.nanoTime();
                stolen.accept(sliceStart - now);
            }
        }
        if (request == Request.PAUSE) {
            step.run();
        }
    }

    /** Holds the guest, unless it is to pause or to run at full speed meanwhile. */
    private void hold(long start, long nanos) {
        long left = nanos;
        while (left > 0 && request == Request.RUN && throttlePercent > 0) {
            LockSupport.parkNanos(left);
            left = nanos - (System.nanoTime() - start);
        }
    }

    private synchronized boolean awaitRun() throws InterruptedException {
        paused = true;
        notifyAll();
        while (request == Request.PAUSE) {
            wait();
        }
        paused = false;
        return request == Request.RUN;
    }

    private synchronized void recordFailure(Throwable thrown) {
        failure = thrown;
    }

    private synchronized void markPaused() {
        paused = true;
        notifyAll();
    }
}
