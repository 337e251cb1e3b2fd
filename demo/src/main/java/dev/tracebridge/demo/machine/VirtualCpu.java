package dev.tracebridge.demo.machine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

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

    private final Runnable step;
    private final Thread thread;
    private volatile Request request = Request.PAUSE;
    private boolean paused;
    private Throwable failure;

    private VirtualCpu(Runnable step) {
        this.step = step;
        this.thread = new Thread(this::run, "CPU 0/TCG");
        this.thread.setDaemon(true);
    }

    /** Starts the thread, paused; {@code step} is what it does every 0.2 ms. */
    static VirtualCpu start(Runnable step) {
        VirtualCpu cpu = new VirtualCpu(step);
        cpu.thread.start();
        return cpu;
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
                while (request == Request.RUN) {
                    step.run();
                    LockSupport.parkNanos(INTERVAL_NANOS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            recordFailure(e);
            throw e;
        } finally {
            markPaused();
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
