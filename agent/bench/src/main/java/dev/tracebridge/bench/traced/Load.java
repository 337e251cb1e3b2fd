package dev.tracebridge.bench.traced;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;
import java.util.concurrent.locks.LockSupport;

/** Fills a recording: spans with a child and six instants each, eight events in all. */
public final class Load {

    /** How many events stand for one span of the load. */
    public static final int EVENTS = 8;

    private static final int INSTANTS = 6;
    private static final int BURST = 1000;
    private static final long SECOND = 1_000_000_000;

    private Load() {}

    /**
     * Makes spans.
     *
     * @param arguments how many, and possibly how many events a second, so that Flight Recorder's writer keeps up with very many
     */
    public static void main(String[] arguments) {
        long sum = 0;
        long pace = arguments.length > 1 ? Long.parseLong(arguments[1]) : Long.MAX_VALUE;
        long begun = System.nanoTime();
        for (int i = 0, spans = Integer.parseInt(arguments[0]); i < spans; i++) {
            if (i % BURST == 0) {
                LockSupport.parkNanos(begun + SECOND / pace * EVENTS * i - System.nanoTime());
            }
            sum += pass(i, 4096, ~i);
        }
        System.out.println(sum);
    }

    @TracepointSpan("bench_outer")
    @Result("written")
    static long pass(long offset, long length, long address) {
        long sum = Traced.span(offset, length, address);
        for (int i = 0; i < INSTANTS; i++) {
            sum += Traced.instant3(offset + i, length, address);
        }
        return sum;
    }
}
