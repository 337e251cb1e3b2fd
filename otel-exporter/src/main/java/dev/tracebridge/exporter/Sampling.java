package dev.tracebridge.exporter;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;

/**
 * Which traces are exported, as {@code OTEL_TRACES_SAMPLER} says. The decision follows from the trace id and from where the trace began, so that every
 * span of a trace gets the same one, whoever asks and however late: the exporter, the threads that pass a trace on, and other processes whose
 * OpenTelemetry SDK is told the same. Immutable.
 *
 * <p>Flight Recorder records all traces; those not sampled are left out by the exporter.
 */
public final class Sampling implements LongBinaryOperator {

    /** What OpenTelemetry's default says: a trace is sampled unless its parent outside of the process is not. */
    static final Sampling DEFAULT = new Sampling(Root.ALWAYS_ON, true, 0);

    static final int SAMPLED_OUTSIDE = 1;
    static final int NOT_SAMPLED_OUTSIDE = 2;

    static final String SAMPLER = "otel.traces.sampler";
    static final String ARGUMENT = "otel.traces.sampler.arg";

    private static final String PARENT_BASED = "parentbased_";

    private enum Root {
        ALWAYS_ON,
        ALWAYS_OFF,
        TRACEIDRATIO;

        private static final String KNOWN = "always_on, always_off, traceidratio, parentbased_always_on,"
                + " parentbased_always_off, parentbased_traceidratio";
    }

    private final Root root;
    private final boolean parentBased;
    private final long bound;

    private Sampling(Root root, boolean parentBased, double ratio) {
        this.root = root;
        this.parentBased = parentBased;
        // The bound of the SDK's sampler, so that all services with the same ratio choose the same traces.
        this.bound = ratio == 0 ? Long.MIN_VALUE : ratio == 1 ? Long.MAX_VALUE : (long) (ratio * Long.MAX_VALUE);
    }

    /** As was said to the process that made a recording; a name that makes no sense is passed over, and told. */
    static Sampling ofRecorded(ProcessDescription process, Consumer<String> log) {
        Map<String, String> recorded = process.configured();
        try {
            return of(recorded.get(SAMPLER), recorded.get(ARGUMENT));
        } catch (ConfigurationException e) {
            log.accept("the recorded sampler is passed over: " + e.getMessage());
            return DEFAULT;
        }
    }

    /**
     * What the sampler of the name decides.
     *
     * @param name as in {@code OTEL_TRACES_SAMPLER}; null for the default
     * @param argument as in {@code OTEL_TRACES_SAMPLER_ARG}; null for the default
     * @throws ConfigurationException where there is no such sampler, or its argument makes no sense
     */
    static Sampling of(String name, String argument) {
        if (name == null) {
            return DEFAULT;
        }
        boolean parentBased = name.startsWith(PARENT_BASED);
        String rootName = parentBased ? name.substring(PARENT_BASED.length()) : name;
        for (Root root : Root.values()) {
            if (root.name().toLowerCase(Locale.ROOT).equals(rootName)) {
                return new Sampling(root, parentBased, root == Root.TRACEIDRATIO ? ratio(argument) : 0);
            }
        }
        throw new ConfigurationException(SAMPLER + ": unknown sampler " + name + "; known are " + Root.KNOWN);
    }

    private static double ratio(String argument) {
        if (argument == null) {
            return 1;
        }
        try {
            double ratio = Double.parseDouble(argument.strip());
            if (ratio >= 0 && ratio <= 1) {
                return ratio;
            }
        } catch (NumberFormatException noNumber) {
            // Said below.
        }
        throw new ConfigurationException(ARGUMENT + ": expected a ratio from 0 to 1, found " + argument);
    }

    /**
     * What the variables or properties ask for.
     *
     * @param properties system properties
     * @param environment environment variables
     * @return nothing where they do not name a sampler
     * @throws IllegalArgumentException where there is no such sampler, or its argument makes no sense
     */
    public static Optional<LongBinaryOperator> configured(Properties properties, Map<String, String> environment) {
        String name = configured(SAMPLER, properties, environment);
        if (name == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(name, configured(ARGUMENT, properties, environment)));
        } catch (ConfigurationException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String configured(String property, Properties properties, Map<String, String> environment) {
        String variable = property.toUpperCase(Locale.ROOT).replace('.', '_');
        String value = properties.getProperty(property, environment.get(variable));
        return value == null || value.isBlank() ? null : value.strip();
    }

    /**
     * Decides on a trace.
     *
     * @param traceIdLow the trace id's lower half
     * @param origin 0 if the trace began in the process, 1 if it came from outside with the sampled flag, 2 if it came without
     */
    boolean isSampled(long traceIdLow, long origin) {
        if (parentBased && origin != 0) {
            return origin != NOT_SAMPLED_OUTSIDE;
        }
        return switch (root) {
            case ALWAYS_ON -> true;
            case ALWAYS_OFF -> false;
            case TRACEIDRATIO -> Math.abs(traceIdLow) < bound;
        };
    }

    /** As {@link #isSampled}, in numbers: 1 if the trace is sampled, else 0. */
    @Override
    public long applyAsLong(long traceIdLow, long origin) {
        return isSampled(traceIdLow, origin) ? 1 : 0;
    }
}
