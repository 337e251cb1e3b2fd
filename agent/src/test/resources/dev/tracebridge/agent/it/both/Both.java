package both;

import dev.tracebridge.annotations.TraceContext;
import dev.tracebridge.annotations.TracepointSpan;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;

/** Code with tracepoints that OpenTelemetry's Java agent instruments too: a request to the address given is a span of its own accord. */
public final class Both {

    private static final Tracer TRACER = GlobalOpenTelemetry.getTracer("both");

    public static void main(String[] arguments) throws IOException {
        if (arguments.length > 1) {
            // In use already when somebody attaches to this JVM.
            Context.current();
            System.out.println("ready");
            System.in.read();
        }
        work("ours", () -> {
            say("ours");
            theirs("theirs in ours", () -> work("ours in theirs in ours", () -> {}));
            get(arguments[0] + "/in-ours");
        });
        theirs("theirs", () -> {
            work("ours in theirs", () -> {
                say("ours in theirs");
                get(arguments[0] + "/in-ours-in-theirs");
            });
            say("theirs");
        });
        get(arguments[0] + "/when-ours-arrived");
        say("nothing");
        System.out.println("done");
    }

    private static void say(String where) {
        System.out.println(where + ": " + TraceContext.current().traceparent());
    }

    private static void theirs(String name, Runnable body) {
        Span span = TRACER.spanBuilder(name).startSpan();
        try (Scope scope = span.makeCurrent()) {
            body.run();
        } finally {
            span.end();
        }
    }

    private static void get(String address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(address).openConnection();
            try (InputStream in = connection.getInputStream()) {
                in.readAllBytes();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TracepointSpan("work")
    static void work(String name, Runnable body) {
        body.run();
    }
}
