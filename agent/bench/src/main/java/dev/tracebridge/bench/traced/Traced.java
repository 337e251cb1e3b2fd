package dev.tracebridge.bench.traced;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
import org.openjdk.jmh.annotations.CompilerControl;

/** The work of {@link Bare} with tracepoints, which the agent weaves. */
public final class Traced {

    private Traced() {}

    /** No arguments. */
    @Tracepoint("bench_instant0")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant0() {
        return 42;
    }

    /** Three numbers. */
    @Tracepoint("bench_instant3")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant3(long offset, long length, long address) {
        return offset + length ^ address;
    }

    /** Ten numbers. */
    @Tracepoint("bench_instant10")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant10(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j) {
        return a + b + c + d + e ^ f + g + h + i + j;
    }

    /** Two strings and a number. */
    @Tracepoint("bench_strings")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long strings(String block, String device, long offset) {
        return block.length() + device.length() + offset;
    }

    /** One number, counted. */
    @Tracepoint("bench_hot")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long hot(long offset) {
        return offset + 1;
    }

    /** A span: three arguments at its start, one at its end. */
    @TracepointSpan("bench_span")
    @Result("written")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long span(long offset, long length, long address) {
        return offset + length ^ address;
    }

    /** A span with one inside. */
    @TracepointSpan("bench_outer")
    @Result("written")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long outer(long offset, long length, long address) {
        return span(offset, length, address) + 1;
    }

    /** So many spans inside each other; answers how many. */
    @TracepointSpan("bench_nested")
    @Result("height")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long nested(long depth) {
        return depth <= 1 ? 1 : nested(depth - 1) + 1;
    }
}
