package hops;

import dev.tracebridge.annotations.TraceContext;
import dev.tracebridge.annotations.TracepointSpan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Hands work from one thread to another, on every way there is, with and without context. */
public final class Hops {

    /** Hands a task to another thread and waits until it is done. */
    interface Hop {
        void run(Runnable task) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Map<String, Hop> hops = new LinkedHashMap<>();
        hops.put("thread", task -> {
            Thread thread = new Thread(task);
            thread.start();
            thread.join();
        });
        hops.put("executor", task -> pool.submit(task).get());
        hops.put("future", task -> CompletableFuture.runAsync(task, pool).thenRun(() -> {}).get());
        hops.put("common pool", task -> CompletableFuture.runAsync(task).get());
        if (Runtime.version().feature() >= 21) {
            hops.put("virtual thread", task -> {
                Object thread = Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
                ((Thread) thread).join();
            });
        }
        for (Map.Entry<String, Hop> hop : hops.entrySet()) {
            String name = hop.getKey();
            HopsTrace.job_state("new", 1);
            outer(name + ": caller", () -> {
                hop.getValue().run(() -> span(name + ": plain"));
                hop.getValue().run(TraceContext.current().wrap(() -> span(name + ": wrapped")));
                hop.getValue().run(() -> span(name + ": after"));
            });
            HopsTrace.job_state("new", 2);
            outer(name + ": caller of several", () -> {
                hop.getValue().run(() -> span(name + ": plain of several"));
                hop.getValue().run(TraceContext.current().wrap(() -> span(name + ": wrapped of several")));
            });
            HopsTrace.job_state("done", 2);
            HopsTrace.job_state("done", 1);
            outer(name + ": caller alone", () -> hop.getValue().run(() -> span(name + ": plain alone")));
        }
        outer("propagating: caller", () -> CompletableFuture.runAsync(
                        () -> span("propagating: plain"), TraceContext.propagating(pool))
                .get());
        TraceContext remote = TraceContext.fromTraceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        remote.wrap(() -> span("remote: wrapped")).run();
        pool.shutdown();
        System.out.println(hops.keySet());
    }

    /** Like a block of code that may throw. */
    interface Block {
        void run() throws Exception;
    }

    @TracepointSpan("hop")
    static void outer(String name, Block body) throws Exception {
        body.run();
    }

    @TracepointSpan("hop")
    static void span(String name) {}
}
