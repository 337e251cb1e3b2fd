package dev.tracebridge.agent.it.app;

import dev.tracebridge.annotations.TraceContext;

/** Says that it is ready, waits until its standard input ends, and then uses tracepoints of classes that were loaded long before. */
public final class WaitingApplication {

    private WaitingApplication() {}

    public static void main(String[] arguments) throws Exception {
        Work work = new Work("ram");
        work.savePage(1);
        Work.section("before", () -> 1);
        System.out.println("ready " + TraceContext.current());
        while (System.in.read() >= 0) {
            // Until the test has attached the agent.
        }
        Work.state("m1", "setup");
        Work.section("after", () -> (int) work.savePage(2));
        Work.hot(3);
        Work.state("m1", "completed");
        System.out.println("emitted " + Application.counter("emitted"));
    }
}
