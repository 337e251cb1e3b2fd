package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.SdkSpans;
import dev.tracebridge.bench.traced.Traced;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An application that makes spans at an even pace, in a JVM of its own that exports them while it runs. */
final class SpanLoad {

    /** With our agent, which exports what it has woven. */
    static final String TRACED = "traced";

    /** With OpenTelemetry's SDK and its batch processor. */
    static final String SDK = "sdk";

    /** Spans a second, as long as the machine keeps up. */
    static final int PACE = 100_000;

    private static final int BURST = 500;
    private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1) * BURST / PACE;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(20);

    private SpanLoad() {}

    /** Makes one span. */
    private interface Span {

        long make(long offset);
    }

    /**
     * Makes spans and waits until the receiver has them; prints for each time: spans made, spans received, seconds, seconds of all processors.
     *
     * @param arguments {@link #TRACED} or {@link #SDK}, how many spans, how many times, and the receiver's address
     * @throws IOException where the receiver does not answer
     */
    public static void main(String[] arguments) throws IOException {
        int spans = Integer.parseInt(arguments[1]);
        String endpoint = arguments[3];
        Span span =
                arguments[0].equals(SDK) ? Sdk.start(endpoint, spans) : offset -> Traced.span(offset, 4096, ~offset);
        URI received = URI.create(endpoint + "/spans");
        Lap.repeat(Integer.parseInt(arguments[2]), () -> lap(span, spans, received));
    }

    private static List<Long> lap(Span span, int spans, URI received) throws IOException {
        long before = ask(received);
        long began = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < spans; i++) {
            if (i % BURST == 0) {
                LockSupport.parkNanos(began + i / BURST * BURST_NANOS - System.nanoTime());
            }
            sum += span.make(i);
        }
        if (sum == 0) {
            throw new IOException("nothing was done");
        }
        // The SDK drops a batch that takes too long: then no more come.
        long arrived = ask(received) - before;
        for (long end = System.nanoTime() + PATIENCE; arrived < spans && System.nanoTime() - end < 0; ) {
            LockSupport.parkNanos(INTERVAL);
            arrived = ask(received) - before;
        }
        return List.of((long) spans, arrived);
    }

    private static long ask(URI received) throws IOException {
        try (InputStream in = received.toURL().openStream()) {
            return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    /** A class of its own, so that the SDK is not needed where it is not used. */
    private static final class Sdk {

        private Sdk() {}

        static Span start(String endpoint, int spans) {
            OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(endpoint + "/v1/traces")
                    .build();
            // As long as a lap, so that nothing is dropped where the exporter falls behind; and no wait of five seconds
            // for
            // the last spans of a lap, ours come after one.
            BatchSpanProcessor processor = BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(spans)
                    .setScheduleDelay(Duration.ofSeconds(1))
                    .build();
            Tracer tracer = SdkTracerProvider.builder()
                    .addSpanProcessor(processor)
                    .build()
                    .get("bench");
            return offset -> SdkSpans.span(tracer, offset, 4096, ~offset);
        }
    }
}
