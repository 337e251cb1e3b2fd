package dev.tracebridge.bench.tracepoint;

import dev.tracebridge.bench.traced.Bare;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** The work alone, made a span by the OpenTelemetry Java agent. */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class OtelAgentBenchmark {

    /** {@code Bare.span}. */
    @Benchmark
    public long span(Calls calls, AgentTelemetry telemetry) {
        long sum = 0;
        for (int i = 0; i < calls.each; i++) {
            sum += Bare.span(i, 4096, ~i);
        }
        calls.made(calls.each);
        return sum;
    }
}
