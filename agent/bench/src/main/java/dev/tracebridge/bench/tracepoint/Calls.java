package dev.tracebridge.bench.tracepoint;

import dev.tracebridge.bench.traced.EventLap;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How many calls one invocation makes, and how many were made in all; tells the latter to whoever started this JVM. */
@State(Scope.Benchmark)
public class Calls {

    /** The system property with the calls of an invocation. */
    public static final String EACH = "bench.calls";

    /** The system property with the file that takes the counts. */
    public static final String COUNTS = "bench.counts";

    /** The system property with the number of invocations to warm up; 0 not to wait in their midst. */
    public static final String WARM_UPS = "bench.warmups";

    private static final long WRITER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final int each = Integer.getInteger(EACH, 1);
    private final int compiled = Integer.getInteger(WARM_UPS, 0) * 2 / 3;
    private final LongAdder made = new LongAdder();
    private int invocations;

    /** Lets the compilers get through with an agent's weaver. */
    @Setup(Level.Trial)
    public void begin() {
        EventLap.settle();
    }

    /**
     * And with what is hot by now, so that the last third of the warm-up runs what will be measured. Between invocations Flight Recorder writes what was
     * recorded: on two cores it would otherwise be measured too, in some of them.
     */
    @Setup(Level.Iteration)
    public void settle() {
        if (++invocations == compiled) {
            EventLap.settle();
        }
        LockSupport.parkNanos(WRITER_NANOS);
    }

    void made(int calls) {
        made.add(calls);
    }

    long made() {
        return made.sum();
    }

    /** Writes the number of calls. */
    @TearDown(Level.Trial)
    public void tell() throws IOException {
        write("calls", made());
    }

    static synchronized void write(String name, long value) throws IOException {
        Path file = Path.of(System.getProperty(COUNTS));
        Properties counts = new Properties();
        counts.setProperty(name, Long.toString(value));
        try (Writer out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            counts.store(out, null);
        }
    }
}
