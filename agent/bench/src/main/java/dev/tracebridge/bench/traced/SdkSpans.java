package dev.tracebridge.bench.traced;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import org.openjdk.jmh.annotations.CompilerControl;

/** The work of {@link Bare} with OpenTelemetry spans as one writes them by hand, of the same arguments. */
public final class SdkSpans {

    private static final AttributeKey<Long> OFFSET = AttributeKey.longKey("offset");
    private static final AttributeKey<Long> LENGTH = AttributeKey.longKey("length");
    private static final AttributeKey<Long> ADDRESS = AttributeKey.longKey("address");
    private static final AttributeKey<Long> WRITTEN = AttributeKey.longKey("written");

    private SdkSpans() {}

    /** A span: three arguments at its start, one at its end. */
    @SuppressWarnings("try")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long span(Tracer tracer, long offset, long length, long address) {
        Span span = start(tracer, "bench_span", offset, length, address);
        try (Scope scope = span.makeCurrent()) {
            long written = offset + length ^ address;
            span.setAttribute(WRITTEN, written);
            return written;
        } finally {
            span.end();
        }
    }

    /** A span with one inside. */
    @SuppressWarnings("try")
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    public static long outer(Tracer tracer, long offset, long length, long address) {
        Span span = start(tracer, "bench_outer", offset, length, address);
        try (Scope scope = span.makeCurrent()) {
            long written = span(tracer, offset, length, address) + 1;
            span.setAttribute(WRITTEN, written);
            return written;
        } finally {
            span.end();
        }
    }

    private static Span start(Tracer tracer, String name, long offset, long length, long address) {
        return tracer.spanBuilder(name)
                .setAttribute(OFFSET, offset)
                .setAttribute(LENGTH, length)
                .setAttribute(ADDRESS, address)
                .startSpan();
    }
}
