package dev.tracebridge.bench.traced;

import java.util.concurrent.atomic.LongAdder;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.openjdk.jmh.annotations.CompilerControl;

/** The work of {@link Bare} with JFR events as one writes them by hand, of the same arguments. */
public final class ByHand {

    // Spreads small numbers over 64 bits: ids are random, and JFR writes a small number in fewer bytes.
    private static final long ODD = 0x9E3779B97F4A7C15L;

    /** What {@link #hot} is called where it is counted. */
    public static final String HOT = "byhand.hot";

    private static final LongAdder HITS = new LongAdder();

    private ByHand() {}

    /** How often {@link #hot} was called. */
    public static long hits() {
        return HITS.sum();
    }

    /** One number, counted. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long hot(long offset) {
        HITS.increment();
        return offset + 1;
    }

    /** No arguments. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant0() {
        Instant0 event = new Instant0();
        event.commit();
        return 42;
    }

    /** Three numbers. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant3(long offset, long length, long address) {
        Instant3 event = new Instant3();
        event.offset = offset;
        event.length = length;
        event.address = address;
        event.commit();
        return offset + length ^ address;
    }

    /** Ten numbers. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long instant10(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j) {
        Instant10 event = new Instant10();
        event.a = a;
        event.b = b;
        event.c = c;
        event.d = d;
        event.e = e;
        event.f = f;
        event.g = g;
        event.h = h;
        event.i = i;
        event.j = j;
        event.commit();
        return a + b + c + d + e ^ f + g + h + i + j;
    }

    /** Two strings and a number. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long strings(String block, String device, long offset) {
        Strings event = new Strings();
        event.block = block;
        event.device = device;
        event.offset = offset;
        event.commit();
        return block.length() + device.length() + offset;
    }

    /** A span: three arguments at its start, one at its end. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long span(long offset, long length, long address) {
        Span event = new Span();
        event.begin();
        long written = offset + length ^ address;
        event.offset = offset;
        event.length = length;
        event.address = address;
        event.written = written;
        event.commit();
        return written;
    }

    /** A span as above, with four ids as a span of ours has them, which cost nothing to make here. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long identified(long offset, long length, long address) {
        Identified event = new Identified();
        event.begin();
        long written = offset + length ^ address;
        event.traceIdHigh = offset * ODD;
        event.traceIdLow = address * ODD;
        event.spanId = (offset + length) * ODD;
        event.offset = offset;
        event.length = length;
        event.address = address;
        event.written = written;
        event.commit();
        return written;
    }

    /** A span as above, with all the fields that a span of ours has. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long alike(long offset, long length, long address) {
        Alike event = new Alike();
        event.begin();
        long written = offset + length ^ address;
        event.traceIdHigh = 1 + (offset & 0x1fff);
        event.traceIdLow = address * ODD;
        event.spanId = (offset + length) * ODD;
        event.offset = offset;
        event.length = length;
        event.address = address;
        event.written = written;
        event.commit();
        return written;
    }

    /** A span with one inside. */
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long outer(long offset, long length, long address) {
        Outer event = new Outer();
        event.begin();
        long written = span(offset, length, address) + 1;
        event.offset = offset;
        event.length = length;
        event.address = address;
        event.written = written;
        event.commit();
        return written;
    }

    @Name("byhand.instant0")
    @StackTrace(false)
    private static final class Instant0 extends Event {}

    @Name("byhand.instant3")
    @StackTrace(false)
    private static final class Instant3 extends Event {
        long offset;
        long length;
        long address;
    }

    @Name("byhand.instant10")
    @StackTrace(false)
    private static final class Instant10 extends Event {
        long a;
        long b;
        long c;
        long d;
        long e;
        long f;
        long g;
        long h;
        long i;
        long j;
    }

    @Name("byhand.strings")
    @StackTrace(false)
    private static final class Strings extends Event {
        String block;
        String device;
        long offset;
    }

    @Name("byhand.span")
    @StackTrace(false)
    private static final class Span extends Event {
        long offset;
        long length;
        long address;
        long written;
    }

    @Name("byhand.identified")
    @StackTrace(false)
    private static final class Identified extends Event {
        long traceIdHigh;
        long traceIdLow;
        long spanId;
        long parentId;
        byte traceOrigin;
        long offset;
        long length;
        long address;
        long written;
    }

    @Name("byhand.alike")
    @StackTrace(false)
    private static final class Alike extends Event {
        long traceIdHigh;
        long traceIdLow;
        long spanId;
        long parentId;
        byte traceOrigin;
        Thread startThread;
        String endedBy;
        String error;
        boolean unfinished;
        long offset;
        long length;
        long address;
        long written;
    }

    @Name("byhand.outer")
    @StackTrace(false)
    private static final class Outer extends Event {
        long offset;
        long length;
        long address;
        long written;
    }
}
