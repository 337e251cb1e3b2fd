package dev.tracebridge.bench.tracepoint;

import dev.tracebridge.bench.traced.SdkSpans;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Spans of OpenTelemetry's SDK. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SdkBenchmark {

    /** {@code SdkSpans.span}. */
    @Benchmark
    public long span(Calls calls, Telemetry telemetry) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += SdkSpans.span(telemetry.tracer, i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }

    /** {@code SdkSpans.outer}. */
    @Benchmark
    public long outer(Calls calls, Telemetry telemetry) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += SdkSpans.outer(telemetry.tracer, i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }
}
