package dev.tracebridge.exporter;

import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Filter;
import java.util.logging.Logger;

/**
 * Keeps OpenTelemetry's exporters from saying again, on stderr and with words of the collector's, what {@link Warnings} says of a failure.
 * Exporters of the application's own that share the loggers are heard as before.
 */
final class QuietSdk {

    private static final ThreadLocal<Boolean> QUIET = new ThreadLocal<>();

    // Held, since loggers are held weakly.
    private static final List<Logger> LOGGERS = List.of(
            Logger.getLogger("io.opentelemetry.exporter.otlp.internal.HttpExporter"),
            Logger.getLogger("io.opentelemetry.exporter.otlp.internal.GrpcExporter"));

    static {
        LOGGERS.forEach(QuietSdk::filter);
    }

    private QuietSdk() {}

    private static void filter(Logger logger) {
        Filter others = logger.getFilter();
        logger.setFilter(entry -> QUIET.get() == null && (others == null || others.isLoggable(entry)));
    }

    /** Passes a value on; what is logged meanwhile on this thread is not heard. */
    static <T> void pass(T value, Consumer<T> to) {
        QUIET.set(true);
        try {
            to.accept(value);
        } finally {
            QUIET.remove();
        }
    }
}
