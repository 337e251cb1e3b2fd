package dev.tracebridge.bench.traced;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;

/** Several threads that hit the same tracepoint at the same time. */
public final class ManyThreads {

    private ManyThreads() {}

    /** What they do. */
    public enum Work {
        INSTANT(offset -> Traced.instant3(offset, 4096, ~offset)),
        INSTANT_BY_HAND(offset -> ByHand.instant3(offset, 4096, ~offset)),
        SPAN(offset -> Traced.span(offset, 4096, ~offset)),
        SPAN_BY_HAND(offset -> ByHand.span(offset, 4096, ~offset));

        private final LongUnaryOperator once;

        Work(LongUnaryOperator once) {
            this.once = once;
        }

        /** The event that it emits. */
        public String event() {
            boolean byHand = this == INSTANT_BY_HAND || this == SPAN_BY_HAND;
            boolean instant = this == INSTANT || this == INSTANT_BY_HAND;
            return (byHand ? "byhand." : "bench.bench_") + (instant ? "instant3" : "span");
        }
    }

    /**
     * Prints a lap for each time.
     *
     * @param arguments the work, how many threads, how many events of all together, how many times
     * @throws InterruptedException never
     */
    public static void main(String[] arguments) throws InterruptedException {
        LongUnaryOperator once = Work.valueOf(arguments[0]).once;
        int threads = Integer.parseInt(arguments[1]);
        int each = Integer.parseInt(arguments[2]) / threads;
        for (int lap = Integer.parseInt(arguments[3]); lap > 0; lap--) {
            AtomicLong nanos = new AtomicLong();
            AtomicLong sum = new AtomicLong();
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Thread> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    meet(start);
                    long begun = EventLap.processorNanos();
                    sum.addAndGet(repeat(once, each));
                    nanos.addAndGet(EventLap.processorNanos() - begun);
                });
                all.add(thread);
                thread.start();
            }
            for (Thread thread : all) {
                thread.join();
            }
            EventLap.print((long) each * threads, nanos.get());
            System.err.println(sum);
        }
    }

    private static long repeat(LongUnaryOperator once, int times) {
        long sum = 0;
        for (int i = 0; i < times; i++) {
            sum += once.applyAsLong(i);
        }
        return sum;
    }

    private static void meet(CyclicBarrier start) {
        try {
            start.await();
        } catch (InterruptedException | BrokenBarrierException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
