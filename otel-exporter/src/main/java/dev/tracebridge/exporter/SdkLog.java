package dev.tracebridge.exporter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * What our copy of OpenTelemetry's SDK logs goes where we say things ourselves, and seldom, instead of to whatever the application has set up for its
 * own copy, which shares the loggers and is heard as before.
 *
 * <p><b>Guarantees:</b> one message of each logger in a while; those of failed exports are left out, since {@link Warnings} tells of them. May be
 * used by any thread.
 */
final class SdkLog implements Filter {

    private static final long INTERVAL_NANOS = 60_000_000_000L;

    private static final Set<String> TOLD_BY_US = Set.of(
            "io.opentelemetry.exporter.otlp.internal.GrpcExporter",
            "io.opentelemetry.exporter.otlp.internal.HttpExporter");

    private static final List<String> OTHERS = List.of(
            "io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator",
            "io.opentelemetry.common.impl.ApiUsageLogger",
            "io.opentelemetry.context.LazyStorage",
            "io.opentelemetry.context.ThreadLocalContextStorage",
            "io.opentelemetry.exporter.internal.SenderUtil",
            "io.opentelemetry.exporter.internal.marshal.StringEncoderHolder",
            "io.opentelemetry.exporter.otlp.internal.GrpcExporterBuilder",
            "io.opentelemetry.exporter.otlp.internal.GrpcExporterUtil",
            "io.opentelemetry.exporter.otlp.internal.HttpExporterBuilder",
            "io.opentelemetry.exporter.otlp.internal.OtlpConfigUtil",
            "io.opentelemetry.exporter.sender.okhttp.internal.OkHttpGrpcSender",
            "io.opentelemetry.exporter.sender.okhttp.internal.OkHttpHttpSender",
            "io.opentelemetry.exporter.sender.okhttp.internal.RetryInterceptor",
            "io.opentelemetry.sdk.autoconfigure.EnvironmentResource$EntityParser",
            "io.opentelemetry.sdk.common.CompletableResultCode",
            "io.opentelemetry.sdk.common.internal.ThrottlingLogger",
            "io.opentelemetry.sdk.resources.Resource",
            "io.opentelemetry.sdk.resources.ResourceBuilder",
            "okhttp3.OkHttpClient",
            "okhttp3.internal.concurrent.TaskRunner",
            "okhttp3.internal.http2.Http2");

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final ClassLoader OWN = SdkLog.class.getClassLoader();

    // Held, since loggers are held weakly.
    private static final List<Logger> HEARD = new ArrayList<>();

    private final Filter before;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private final Map<String, Long> lastTold;

    private SdkLog(Filter before, Consumer<String> log, LongSupplier nanoTime, Map<String, Long> lastTold) {
        this.before = before;
        this.log = log;
        this.nanoTime = nanoTime;
        this.lastTold = lastTold;
    }

    /**
     * From now on hears what our SDK logs.
     *
     * @param log takes it, line by line, from any thread
     */
    static synchronized void hear(Consumer<String> log, LongSupplier nanoTime) {
        Map<String, Long> lastTold = new HashMap<>();
        TOLD_BY_US.forEach(name -> hear(name, log, nanoTime, lastTold));
        OTHERS.forEach(name -> hear(name, log, nanoTime, lastTold));
    }

    private static void hear(String name, Consumer<String> log, LongSupplier nanoTime, Map<String, Long> lastTold) {
        Logger logger = Logger.getLogger(name);
        Filter known = logger.getFilter();
        Filter others = known instanceof SdkLog earlier ? earlier.before : known;
        logger.setFilter(new SdkLog(others, log, nanoTime, lastTold));
        HEARD.add(logger);
    }

    @Override
    public boolean isLoggable(LogRecord entry) {
        if (!isOurs()) {
            return before == null || before.isLoggable(entry);
        }
        String name = entry.getLoggerName();
        if (!TOLD_BY_US.contains(name) && entry.getLevel().intValue() >= Level.WARNING.intValue() && isTime(name)) {
            String thrown = entry.getThrown() == null ? "" : ": " + entry.getThrown();
            log.accept("OpenTelemetry: " + new SimpleFormatter().formatMessage(entry) + thrown);
        }
        return false;
    }

    /** Whether the class that logs is of our loader. */
    private static boolean isOurs() {
        return STACK.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .filter(type -> type != SdkLog.class && !type.getName().startsWith("java.util.logging."))
                .findFirst()
                .filter(type -> type.getClassLoader() == OWN)
                .isPresent());
    }

    private boolean isTime(String name) {
        long now = nanoTime.getAsLong();
        synchronized (lastTold) {
            Long last = lastTold.get(name);
            if (last != null && now - last < INTERVAL_NANOS) {
                return false;
            }
            lastTold.put(name, now);
            return true;
        }
    }
}
