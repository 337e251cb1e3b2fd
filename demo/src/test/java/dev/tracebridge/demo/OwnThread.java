package dev.tracebridge.demo;

import java.util.concurrent.Executor;

/** A daemon thread for each task: the common pool has a single one on two cores, and since JDK 25 tasks wait for it. */
public final class OwnThread {

    /** Starts one for each task. */
    public static final Executor EACH = task -> {
        Thread thread = new Thread(task, "test-task");
        thread.setDaemon(true);
        thread.start();
    };

    private OwnThread() {}
}
