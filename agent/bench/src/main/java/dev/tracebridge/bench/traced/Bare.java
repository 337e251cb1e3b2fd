package dev.tracebridge.bench.traced;

import org.openjdk.jmh.annotations.CompilerControl;

/** The work alone. No method is inlined, here as elsewhere: what a tracepoint adds must not vanish into the loop that calls it. */
public final class Bare {

    private Bare() {}

    /** No arguments. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant0() {
        return 42;
    }

    /** Three numbers. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant3(long offset, long length, long address) {
        return offset + length ^ address;
    }

    /** Ten numbers. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant10(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j) {
        return a + b + c + d + e ^ f + g + h + i + j;
    }

    /** Two strings and a number. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long strings(String block, String device, long offset) {
        return block.length() + device.length() + offset;
    }

    /** One number, counted. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long hot(long offset) {
        return offset + 1;
    }

    /** A span: three arguments at its start, one at its end. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long span(long offset, long length, long address) {
        return offset + length ^ address;
    }

    /** A span with one inside. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long outer(long offset, long length, long address) {
        return span(offset, length, address) + 1;
    }
}
