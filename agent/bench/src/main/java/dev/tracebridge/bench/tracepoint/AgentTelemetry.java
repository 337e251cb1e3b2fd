package dev.tracebridge.bench.tracepoint;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The OpenTelemetry Java agent of this JVM: after each invocation it is waited for until the receiver has all spans. */
@State(Scope.Benchmark)
public class AgentTelemetry {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);

    private final URI received = URI.create(System.getProperty(Telemetry.ENDPOINT) + "/spans");

    /** Waits for the spans of all calls so far. */
    @TearDown(Level.Iteration)
    public void drain(Calls calls) throws IOException {
        long end = System.nanoTime() + PATIENCE;
        while (received() < calls.made()) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("the receiver has " + received() + " spans of " + calls.made() + " calls");
            }
            LockSupport.parkNanos(INTERVAL);
        }
    }

    private long received() throws IOException {
        try (InputStream in = received.toURL().openStream()) {
            return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }
}
