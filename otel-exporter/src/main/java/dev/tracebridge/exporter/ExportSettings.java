package dev.tracebridge.exporter;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.autoconfigure.spi.internal.DefaultConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
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
import java.util.function.IntConsumer;

/** What the standard {@code OTEL_*} variables and {@code otel.*} properties ask for, and the option {@code output}. */
final class ExportSettings {

    private static final String TRACES_EXPORTER = "otel.traces.exporter";
    private static final String OTLP = "otlp";
    private static final String CONSOLE = "console";
    private static final String NONE = "none";

    private static final int BATCH_SIZE = 512;
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(30);

    private final ConfigProperties config;
    private final ExportComponents components;
    private final String output;
    private final List<String> exporters;

    private ExportSettings(
            ConfigProperties config, ExportComponents components, String output, List<String> exporters) {
        this.config = config;
        this.components = components;
        this.output = output;
        this.exporters = exporters;
    }

    /**
     * Reads the settings.
     *
     * @param options the option {@code output}
     * @param defaults {@code otel.*} properties for those that neither system properties nor variables set
     * @throws ConfigurationException where they make no sense
     */
    static ExportSettings read(Map<String, String> options, Map<String, String> defaults) {
        ExportComponents components = new ExportComponents();
        Map<String, String> all = new HashMap<>(defaults);
        // The specification's default, not the SDK's.
        all.putIfAbsent("otel.exporter.otlp.protocol", "http/protobuf");
        ConfigProperties config = DefaultConfigProperties.create(all, components);
        return new ExportSettings(config, components, options.get("output"), exporters(config));
    }

    private static List<String> exporters(ConfigProperties config) {
        if (config.getBoolean("otel.sdk.disabled", false)) {
            return List.of();
        }
        List<String> named = config.getList(TRACES_EXPORTER);
        if (named.isEmpty()) {
            boolean endpoint = config.getString("otel.exporter.otlp.endpoint") != null
                    || config.getString("otel.exporter.otlp.traces.endpoint") != null;
            return endpoint ? List.of(OTLP) : List.of();
        }
        if (named.contains(NONE)) {
            if (named.size() > 1) {
                throw new ConfigurationException(TRACES_EXPORTER + " contains " + NONE + " along with other exporters");
            }
            return List.of();
        }
        for (String name : named) {
            if (!name.equals(OTLP) && !name.equals(CONSOLE)) {
                throw new ConfigurationException(
                        TRACES_EXPORTER + ": unknown exporter " + name + "; known are otlp, console, none");
            }
        }
        return named;
    }

    /** Whether anything is to be exported at all. */
    boolean wanted() {
        return output != null || !exporters.isEmpty();
    }

    /**
     * Makes the exporters.
     *
     * @throws ConfigurationException where one cannot be made
     */
    List<SpanExporter> createExporters() {
        List<SpanExporter> created = new ArrayList<>();
        try {
            if (output != null) {
                created.add(OtlpJsonLines.file(Path.of(output)));
            }
        } catch (IOException | InvalidPathException e) {
            throw new ConfigurationException("output: cannot write " + output + ": " + e, e);
        }
        for (String name : exporters) {
            created.add(name.equals(CONSOLE) ? OtlpJsonLines.stream(System.err) : otlp());
        }
        return created;
    }

    private SpanExporter otlp() {
        for (ConfigurableSpanExporterProvider provider : components.load(ConfigurableSpanExporterProvider.class)) {
            if (provider.getName().equals(OTLP)) {
                return otlp(provider);
            }
        }
        throw new ConfigurationException("the OTLP exporter is not on the class path");
    }

    private SpanExporter otlp(ConfigurableSpanExporterProvider provider) {
        try {
            return provider.createExporter(config);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("otel.exporter.otlp: " + e.getMessage(), e);
        }
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

    SpanLimits limits() {
        SpanLimitsBuilder limits = SpanLimits.builder();
        setIfPresent("otel.attribute.value.length.limit", limits::setMaxAttributeValueLength);
        setIfPresent("otel.span.attribute.value.length.limit", limits::setMaxAttributeValueLength);
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
