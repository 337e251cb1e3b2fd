package dev.tracebridge.bench.tracepoint;

import dev.tracebridge.bench.traced.Bare;
import dev.tracebridge.bench.traced.ByHand;
import dev.tracebridge.bench.traced.Traced;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Under a recording: the work alone, with a tracepoint, and with an event written by hand. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RecordedBenchmark {

    private static final String DEVICE = "0000:00:03.0/virtio-net-pci";

    /** {@code Bare.instant0}. */
    @Benchmark
    public long instant0Bare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.instant0();
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.instant0}. */
    @Benchmark
    public long instant0Traced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.instant0();
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.instant0}. */
    @Benchmark
    public long instant0ByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.instant0();
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Bare.instant3}. */
    @Benchmark
    public long instant3Bare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.instant3(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.instant3}. */
    @Benchmark
    public long instant3Traced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.instant3(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.instant3}. */
    @Benchmark
    public long instant3ByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.instant3(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Bare.instant10}. */
    @Benchmark
    public long instant10Bare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.instant10(i, 1, 2, 3, 4, 5, 6, 7, 8, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.instant10}. */
    @Benchmark
    public long instant10Traced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.instant10(i, 1, 2, 3, 4, 5, 6, 7, 8, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.instant10}. */
    @Benchmark
    public long instant10ByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.instant10(i, 1, 2, 3, 4, 5, 6, 7, 8, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Bare.strings}. */
    @Benchmark
    public long stringsBare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.strings("pc.ram", DEVICE, i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.strings}. */
    @Benchmark
    public long stringsTraced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.strings("pc.ram", DEVICE, i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.strings}. */
    @Benchmark
    public long stringsByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.strings("pc.ram", DEVICE, i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Bare.hot}. */
    @Benchmark
    public long hotBare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.hot(i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.hot}. */
    @Benchmark
    public long hotTraced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.hot(i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.hot}. */
    @Benchmark
    public long hotByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.hot(i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Bare.span}. */
    @Benchmark
    public long spanBare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.span(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.span}. */
    @Benchmark
    public long spanTraced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.span(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.span}. */
    @Benchmark
    public long spanByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.span(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.identified}. */
    @Benchmark
    public long identifiedByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.identified(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.alike}. */
    @Benchmark
    public long alikeByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.alike(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Bare.outer}. */
    @Benchmark
    public long outerBare(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.outer(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code Traced.outer}. */
    @Benchmark
    public long outerTraced(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Traced.outer(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code ByHand.outer}. */
    @Benchmark
    public long outerByHand(Calls calls, Recorded recorded) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += ByHand.outer(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }
}
