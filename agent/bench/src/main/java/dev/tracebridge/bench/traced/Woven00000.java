package dev.tracebridge.bench.traced;

import dev.tracebridge.annotations.Tracepoint;
import java.util.function.LongUnaryOperator;

/** A class with a tracepoint; copies of it under other names make an application of many classes to weave. */
public final class Woven00000 implements LongUnaryOperator {

    @Override
    @Tracepoint("bench_woven")
    public long applyAsLong(long offset) {
        return offset + 1;
    }
}
