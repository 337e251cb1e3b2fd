package dev.tracebridge.demo.engine;

/** A daemon thread that is started once and waited for to its end. For any thread. */
public final class WorkerThread {

    private final Thread thread;

    private WorkerThread(Thread thread) {
        this.thread = thread;
    }

    /** A thread that has not been started. */
    public static WorkerThread of(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return new WorkerThread(thread);
    }

    /** Starts it. */
    public void start() {
        thread.start();
    }

    /** Ends what it waits for, if that can be interrupted. */
    public void interrupt() {
        thread.interrupt();
    }

    /** Whether it has been started and has not ended. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Waits for its end. An interrupt is kept for the caller and does not shorten this. */
    public void join() {
        join(() -> {});
    }

    /**
     * Waits for its end. An interrupt is kept for the caller.
     *
     * @param whenInterrupted what makes the thread end when the caller is in a hurry
     */
    public void join(Runnable whenInterrupted) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                whenInterrupted.run();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
