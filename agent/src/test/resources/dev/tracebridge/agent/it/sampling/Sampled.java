package sampling;

import dev.tracebridge.annotations.TraceContext;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;

/** Traces of two spans and an instant each, the inner span on another thread; says what it would pass on of each to another process. */
public final class Sampled {

    private static final String OUTSIDE = "00-0af7651916cd43dd%016x-b7ad6b7169203331-%s";

    public static void main(String[] arguments) throws InterruptedException {
        int traces = Integer.parseInt(arguments[0]);
        for (int i = 0; i < traces; i++) {
            trace("own" + i);
        }
        for (int i = 0; i < traces; i++) {
            String flags = i % 2 == 0 ? "01" : "00";
            try (TraceContext.Scope scope = TraceContext.fromTraceparent(String.format(OUTSIDE, (i + 1) * 0x9E3779B97F4A7C15L, flags))
                    .attach()) {
                trace("outside" + i);
            }
        }
        state("new");
        say("job");
        state("running");
        state("done");
    }

    private static void trace(String name) throws InterruptedException {
        work(name, () -> {
            say(name);
            mark(name);
            Thread thread = new Thread(TraceContext.current().wrap(() -> work(name + " inner", () -> say(name + " inner"))));
            thread.start();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void say(String name) {
        System.out.println(name + ": " + TraceContext.current().traceparent());
    }

    @TracepointSpan("work")
    static void work(String name, Runnable body) {
        body.run();
    }

    @Tracepoint("mark")
    static void mark(String name) {}

    @Tracepoint("job_state")
    static void state(String state) {}
}
