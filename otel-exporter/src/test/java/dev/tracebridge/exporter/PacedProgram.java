package dev.tracebridge.exporter;

import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Offers spans at a steady rate, with some work in each, and tells on standard output how many it were, how many nanoseconds a span with its work
 * took, by the clock and of the processor, and how many milliseconds of the processor the exporter's thread took. Ends when its input does.
 *
 * <p>Arguments: who exports, threads, spans a second, milliseconds, rounds of work in each span. Variables say where to.
 */
final class PacedProgram {

    private static final long BURST_NANOS = 1_000_000;

    /** Emitted, but not measured. */
    private static final long WARM_UP_NANOS = 1_000_000_000;

    private final Exporter exporter;
    private final long rate;
    private final long nanos;
    private final int work;
    private final AtomicLongArray emitted;
    private Tracer tracer;
    private volatile long sink;

    /** Who exports the spans. */
    enum Exporter {
        NOBODY,
        TRACEBRIDGE,
        /** OpenTelemetry's SDK with its batch processor as it is. */
        SDK
    }

    private PacedProgram(String[] arguments) {
        this.exporter = Exporter.valueOf(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        this.rate = Long.parseLong(arguments[2]) / threads;
        this.nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[3]));
        this.work = Integer.parseInt(arguments[4]);
        this.emitted = new AtomicLongArray(threads);
    }

    public static void main(String[] arguments) throws Exception {
        new PacedProgram(arguments).run();
    }

    private void run() throws IOException, InterruptedException {
        SdkTracerProvider sdk = null;
        switch (exporter) {
            case NOBODY -> {}
            case TRACEBRIDGE ->
                JvmExporter.start(
                        Map.of(), Map.of(), this::emitted, line -> System.err.println("tracebridge: " + line));
            case SDK -> {
                sdk = SdkTracerProvider.builder()
                        .setResource(Resource.builder()
                                .put("service.name", System.getenv("OTEL_SERVICE_NAME"))
                                .build())
                        .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                        .setEndpoint(System.getenv("OTEL_EXPORTER_OTLP_ENDPOINT") + "/v1/traces")
                                        .build())
                                .build())
                        .build();
                tracer = sdk.get("paced");
            }
        }
        System.out.println("ready");
        long[] clock = new long[emitted.length()];
        long[] processor = new long[emitted.length()];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < emitted.length(); i++) {
            int own = i;
            threads.add(new Thread(() -> emit(own, clock, processor), "emitter-" + i));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        long clockNanos = 0;
        long processorNanos = 0;
        for (int i = 0; i < clock.length; i++) {
            clockNanos += clock[i];
            processorNanos += processor[i];
        }
        System.out.println("emitted " + emitted() + " clock " + clockNanos / clock.length + " processor "
                + processorNanos / processor.length + " exporter " + exporterMillis());
        System.in.transferTo(System.out);
        if (sdk != null) {
            sdk.shutdown().join(60, TimeUnit.SECONDS);
        }
    }

    private static long exporterMillis() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("tracebridge-export")) {
                nanos += threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private long emitted() {
        long sum = 0;
        for (int i = 0; i < emitted.length(); i++) {
            sum += emitted.get(i);
        }
        return sum;
    }

    private void emit(int own, long[] clock, long[] processor) {
        long begin = System.nanoTime();
        long processorBegin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long inWork = 0;
        long count = 0;
        boolean warm = false;
        long before = 0;
        for (long now = begin; now - begin < WARM_UP_NANOS + nanos; now = System.nanoTime()) {
            if (!warm && now - begin >= WARM_UP_NANOS) {
                warm = true;
                before = count;
                inWork = 0;
                processorBegin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            }
            long due = (now - begin + BURST_NANOS) / 1000 * rate / 1_000_000;
            while (count < due) {
                // Numbers of one thread follow each other with gaps for the others'.
                span((int) (count * emitted.length() + own));
                emitted.lazySet(own, ++count);
            }
            long done = System.nanoTime();
            inWork += done - now;
            LockSupport.parkNanos(Math.max(0, BURST_NANOS - (done - now)));
        }
        long measured = Math.max(1, count - before);
        clock[own] = inWork / measured;
        processor[own] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processorBegin) / measured;
    }

    private void span(int id) {
        switch (exporter) {
            case NOBODY, TRACEBRIDGE -> {
                SavevmSectionEvent event = SavevmSectionEvent.enabled() ? SavevmSectionEvent.begin("ram", id) : null;
                work(id);
                if (event != null) {
                    SavevmSectionEvent.end(event, "ram", 0);
                }
            }
            case SDK -> {
                Span span = tracer.spanBuilder("savevm_section")
                        .setAttribute("qemu.migration.section_id", (long) id)
                        .startSpan();
                work(id);
                span.end();
            }
        }
    }

    private void work(int seed) {
        long value = seed;
        for (int i = 0; i < work; i++) {
            value = SpanIds.mix(value + i);
        }
        sink = value;
    }
}
