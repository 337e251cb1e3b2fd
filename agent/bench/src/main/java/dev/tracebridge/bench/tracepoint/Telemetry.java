package dev.tracebridge.bench.tracepoint;

import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * OpenTelemetry's SDK with its batch processor, which sends to a receiver that takes everything. Between invocations the queue is emptied, so that
 * a queue as long as an invocation drops nothing.
 */
@State(Scope.Benchmark)
public class Telemetry {

    /** The system property with the receiver's address. */
    public static final String ENDPOINT = "bench.endpoint";

    /** The system property with the length of the batch processor's queue; without it, the SDK's default. */
    public static final String QUEUE = "bench.queue";

    // Would say each time that it drops spans, which is counted; held, since loggers are held weakly.
    private static final Logger DROPPED = Logger.getLogger(BatchSpanProcessor.class.getPackageName());

    Tracer tracer;
    private SdkTracerProvider provider;

    /** Makes a tracer. */
    @Setup(Level.Trial)
    public void start() {
        DROPPED.setLevel(java.util.logging.Level.OFF);
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(System.getProperty(ENDPOINT) + "/v1/traces")
                .build();
        var processor = BatchSpanProcessor.builder(exporter);
        Integer queue = Integer.getInteger(QUEUE);
        if (queue != null) {
            processor.setMaxQueueSize(queue);
        }
        provider =
                SdkTracerProvider.builder().addSpanProcessor(processor.build()).build();
        tracer = provider.get("bench");
    }

    /** Sends what is queued. */
    @TearDown(Level.Iteration)
    public void drain() {
        provider.forceFlush().join(30, TimeUnit.SECONDS);
    }

    /** Sends the rest. */
    @TearDown(Level.Trial)
    public void stop() {
        provider.shutdown().join(30, TimeUnit.SECONDS);
    }
}
