package interop;

import dev.tracebridge.annotations.TracepointSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

/** Code with tracepoints that uses the OpenTelemetry API too. */
public final class Interop {

    private static final SpanContext THEIRS = SpanContext.create(
            "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", TraceFlags.getSampled(), TraceState.getDefault());

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            Span.current();
            System.out.println("the API is in use");
            System.in.read();
        }
        say("nothing");
        work("alone", () -> {
            say("in ours");
            Thread thread = new Thread(Context.current().wrap(() -> say("in ours, carried by theirs")));
            thread.start();
            join(thread);
            try (Scope theirs = Span.wrap(THEIRS).makeCurrent()) {
                say("in theirs in ours");
                work("ours in theirs in ours", () -> say("deep"));
            }
            say("in ours again");
        });
        say("nothing again");
        try (Scope theirs = Span.wrap(THEIRS).makeCurrent()) {
            work("in theirs", () -> say("in theirs"));
        }
        work("alone again", () -> {});
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void say(String where) {
        SpanContext context = Span.current().getSpanContext();
        System.out.println(where + ": " + (context.isValid() ? context.getTraceId() + " " + context.getSpanId() : "none"));
    }

    @TracepointSpan("work")
    static void work(String name, Runnable body) {
        body.run();
    }
}
