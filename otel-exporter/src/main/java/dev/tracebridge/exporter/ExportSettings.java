package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.internal.OtlpConfigUtil;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.logs.ConfigurableLogRecordExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.metrics.ConfigurableMetricExporterProvider;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanLimitsBuilder;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;

/** What the standard {@code OTEL_*} variables and {@code otel.*} properties ask for, and the agent's options for the export. */
final class ExportSettings {

    private static final String OTLP = "otlp";
    private static final String CONSOLE = "console";
    private static final String NONE = "none";

    private static final int BATCH_SIZE = 512;
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration METRIC_INTERVAL = Duration.ofSeconds(60);

    private final ConfigProperties config;
    private final ExportComponents components;
    private final String output;
    private final RenderRules rules;
    private final SpoolSettings spool;
    private final List<String> exporters;
    private final List<String> logExporters;
    private final List<String> metricExporters;
    private OtlpJsonLines file;

    private ExportSettings(ConfigProperties config, ExportComponents components, Map<String, String> options) {
        this.config = config;
        this.components = components;
        this.output = options.get("output");
        this.rules = RenderRules.of(options);
        this.spool = SpoolSettings.of(options);
        this.exporters = exporters(config, "traces");
        this.logExporters = exporters(config, "logs");
        this.metricExporters = exporters(config, "metrics");
    }

    /**
     * Reads the settings.
     *
     * @param options the agent's: {@code output}, {@code render}, {@code threshold} and {@code spool.*}
     * @param defaults {@code otel.*} properties for those that neither system properties nor variables set
     * @throws ConfigurationException where they make no sense
     */
    static ExportSettings read(Map<String, String> options, Map<String, String> defaults) {
        ExportComponents components = new ExportComponents();
        Map<String, String> all = new HashMap<>(defaults);
        // The specification's default, not the SDK's.
        all.putIfAbsent("otel.exporter.otlp.protocol", "http/protobuf");
        ConfigProperties config = DefaultConfigProperties.create(all, components);
        return new ExportSettings(config, components, options);
    }

    /**
     * Where a signal goes: what is said of it, and traces else to the collector, if there is one. Many collectors take traces only, so that logs and
     * metrics need a word of their own.
     */
    private static List<String> exporters(ConfigProperties config, String signal) {
        if (config.getBoolean("otel.sdk.disabled", false)) {
            return List.of();
        }
        String property = "otel." + signal + ".exporter";
        List<String> named = config.getList(property);
        if (named.isEmpty()) {
            boolean collector = signal.equals("traces") && config.getString("otel.exporter.otlp.endpoint") != null;
            boolean endpoint = collector || config.getString("otel.exporter.otlp." + signal + ".endpoint") != null;
            return endpoint ? List.of(OTLP) : List.of();
        }
        if (named.contains(NONE)) {
            if (named.size() > 1) {
                throw new ConfigurationException(property + " contains " + NONE + " along with other exporters");
            }
            return List.of();
        }
        for (String name : named) {
            if (!name.equals(OTLP) && !name.equals(CONSOLE)) {
                throw new ConfigurationException(
                        property + ": unknown exporter " + name + "; known are otlp, console, none");
            }
        }
        return named;
    }

    /** Whether anything is to be exported at all. */
    boolean wanted() {
        return output != null || !exporters.isEmpty();
    }

    /** Whether log records go anywhere. */
    boolean wantsLogs() {
        return output != null || !logExporters.isEmpty();
    }

    /** Whether metrics go anywhere. */
    boolean wantsMetrics() {
        return output != null || !metricExporters.isEmpty();
    }

    /** Whether spans go anywhere but to a file. */
    boolean sendsSpans() {
        return !exporters.isEmpty();
    }

    /** Whether metrics go anywhere but to a file. */
    boolean sendsMetrics() {
        return !metricExporters.isEmpty();
    }

    /** What the user wants of single tracepoints. */
    RenderRules rules() {
        return rules;
    }

    /** How much is kept for a collector that takes nothing. */
    SpoolSettings spool() {
        return spool;
    }

    /**
     * Makes the exporters of spans.
     *
     * @throws ConfigurationException where one cannot be made
     */
    List<SpanExporter> createExporters() {
        List<SpanExporter> created = new ArrayList<>();
        if (output != null) {
            created.add(file());
        }
        for (String name : exporters) {
            created.add(name.equals(CONSOLE) ? OtlpJsonLines.stream(System.err) : otlpSpans());
        }
        return created;
    }

    /**
     * Makes the exporters of log records.
     *
     * @throws ConfigurationException where one cannot be made
     */
    List<LogRecordExporter> createLogExporters() {
        List<LogRecordExporter> created = new ArrayList<>();
        if (output != null) {
            created.add(file().logs());
        }
        for (String name : logExporters) {
            created.add(name.equals(CONSOLE) ? OtlpJsonLines.stream(System.err).logs() : otlpLogs());
        }
        return created;
    }

    /**
     * Makes the exporters of metrics.
     *
     * @throws ConfigurationException where one cannot be made
     */
    List<MetricExporter> createMetricExporters() {
        List<MetricExporter> created = new ArrayList<>();
        if (output != null) {
            created.add(file().metrics());
        }
        for (String name : metricExporters) {
            created.add(name.equals(CONSOLE) ? OtlpJsonLines.stream(System.err).metrics() : otlpMetrics());
        }
        return created;
    }

    /** One file for all signals. */
    private OtlpJsonLines file() {
        try {
            if (file == null) {
                file = OtlpJsonLines.file(Path.of(output));
            }
            return file;
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException("output: cannot write " + output + ": " + e, e);
        }
    }

    private SpanExporter otlpSpans() {
        String protocol = OtlpConfigUtil.getOtlpProtocol(OtlpConfigUtil.DATA_TYPE_TRACES, config);
        if (protocol.equals(OtlpConfigUtil.PROTOCOL_HTTP_PROTOBUF)) {
            try {
                return EncodedSpans.of(config);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("otel.exporter.otlp: " + e.getMessage(), e);
            }
        }
        return otlp(
                ConfigurableSpanExporterProvider.class,
                ConfigurableSpanExporterProvider::getName,
                ConfigurableSpanExporterProvider::createExporter);
    }

    private LogRecordExporter otlpLogs() {
        return otlp(
                ConfigurableLogRecordExporterProvider.class,
                ConfigurableLogRecordExporterProvider::getName,
                ConfigurableLogRecordExporterProvider::createExporter);
    }

    private MetricExporter otlpMetrics() {
        return otlp(
                ConfigurableMetricExporterProvider.class,
                ConfigurableMetricExporterProvider::getName,
                ConfigurableMetricExporterProvider::createExporter);
    }

    private <P, E> E otlp(Class<P> type, Function<P, String> name, BiFunction<P, ConfigProperties, E> create) {
        for (P provider : components.load(type)) {
            if (name.apply(provider).equals(OTLP)) {
                try {
                    return create.apply(provider, config);
                } catch (IllegalArgumentException e) {
                    throw new ConfigurationException("otel.exporter.otlp: " + e.getMessage(), e);
                }
            }
        }
        throw new ConfigurationException("the OTLP exporter is not on the class path");
    }

    /** Where spans go, for people: {@code spans.jsonl}, {@code https://collector:4318}. */
    String destination() {
        List<String> places = new ArrayList<>();
        if (output != null) {
            places.add(output);
        }
        for (String name : exporters) {
            places.add(name.equals(CONSOLE) ? "stderr" : endpoint());
        }
        return String.join(" and ", places);
    }

    /** Whether spans go to a file and nowhere else. */
    boolean writesOnly() {
        return output != null && exporters.isEmpty();
    }

    private String endpoint() {
        String endpoint = Objects.requireNonNullElseGet(
                config.getString("otel.exporter.otlp.traces.endpoint"),
                () -> config.getString("otel.exporter.otlp.endpoint", "the local collector"));
        // Credentials may stand before the host.
        return endpoint.replaceFirst("//[^/@]*@", "//");
    }

    Resource resource(ProcessDescription process) {
        return ProcessResource.of(process, config);
    }

    /**
     * Which traces are exported.
     *
     * @throws ConfigurationException where there is no such sampler, or its argument makes no sense
     */
    Sampling sampling() {
        return Sampling.of(config.getString(Sampling.SAMPLER), config.getString(Sampling.ARGUMENT));
    }

    /** Whether a sampler is named at all. */
    boolean namesSampler() {
        return config.getString(Sampling.SAMPLER) != null;
    }

    SpanLimits limits() {
        SpanLimitsBuilder limits = SpanLimits.builder();
        setIfPresent("otel.attribute.value.length.limit", limits::setMaxAttributeValueLength);
        setIfPresent("otel.span.attribute.value.length.limit", limits::setMaxAttributeValueLength);
        setIfPresent("otel.attribute.count.limit", limits::setMaxNumberOfAttributes);
        setIfPresent("otel.span.attribute.count.limit", limits::setMaxNumberOfAttributes);
        setIfPresent("otel.event.attribute.count.limit", limits::setMaxNumberOfAttributesPerEvent);
        setIfPresent("otel.span.event.count.limit", limits::setMaxNumberOfEvents);
        return limits.build();
    }

    private void setIfPresent(String property, IntConsumer limit) {
        Integer value = config.getInt(property);
        if (value == null) {
            return;
        }
        try {
            limit.accept(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(property + ": " + e.getMessage(), e);
        }
    }

    int batchSize() {
        int size = config.getInt("otel.bsp.max.export.batch.size", BATCH_SIZE);
        if (size < 1) {
            throw new ConfigurationException("otel.bsp.max.export.batch.size: must be positive");
        }
        return size;
    }

    Duration metricInterval() {
        Duration interval = config.getDuration("otel.metric.export.interval", METRIC_INTERVAL);
        if (interval.isNegative() || interval.isZero()) {
            throw new ConfigurationException("otel.metric.export.interval: must be positive");
        }
        return interval;
    }

    Duration exportTimeout() {
        return config.getDuration("otel.bsp.export.timeout", EXPORT_TIMEOUT);
    }

    /** The span this process was started in, from the variable {@code TRACEPARENT}. */
    static SpanContext processParent(Map<String, String> environment) {
        Context context = W3CTraceContextPropagator.getInstance()
                .extract(
                        Context.root(),
                        environment,
                        (variables, header) -> variables.get(header.toUpperCase(Locale.ROOT)));
        return Span.fromContext(context).getSpanContext();
    }
}
