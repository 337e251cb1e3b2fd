package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportSettingsTest {

    private static final String TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void wantsNothingUnlessAsked() {
        assertThat(read(Map.of()).wanted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "otel.exporter.otlp.endpoint, http://collector:4318",
        "otel.exporter.otlp.traces.endpoint, http://collector:4318/v1/traces",
        "otel.traces.exporter, otlp",
        "otel.traces.exporter, 'otlp,console'"
    })
    void wantsWhatIsAsked(String property, String value) {
        assertThat(read(Map.of(property, value)).wanted()).isTrue();
    }

    @Test
    void wantsNothingWhereExportIsSwitchedOff() {
        String endpoint = "otel.exporter.otlp.endpoint";
        assertThat(read(Map.of(endpoint, "http://collector:4318", "otel.traces.exporter", "none"))
                        .wanted())
                .isFalse();
        assertThat(read(Map.of(endpoint, "http://collector:4318", "otel.sdk.disabled", "true"))
                        .wanted())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zipkin", "otlp,none"})
    void refusesExportersItDoesNotHave(String exporters) {
        assertThatThrownBy(() -> read(Map.of("otel.traces.exporter", exporters)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("otel.traces.exporter");
    }

    @ParameterizedTest
    @CsvSource({
        "otel.exporter.otlp.endpoint, collector:4318",
        "otel.exporter.otlp.protocol, http/json",
        "otel.exporter.otlp.compression, brotli",
        "otel.exporter.otlp.client.key, only-the-key.pem"
    })
    void refusesAnExporterThatMakesNoSense(String property, String value) {
        ExportSettings settings = read(Map.of("otel.traces.exporter", "otlp", property, value));

        assertThatThrownBy(settings::createExporters).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void refusesAFileItCannotWrite(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("spans.jsonl");
        ExportSettings settings = ExportSettings.read(Map.of("output", file.toString()), Map.of());

        assertThatThrownBy(settings::createExporters)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("output")
                .hasMessageContaining(file.toString());
    }

    @Test
    void keepsCredentialsOutOfWhatItSays() {
        ExportSettings settings = read(Map.of(
                "otel.traces.exporter", "otlp,console",
                "otel.exporter.otlp.endpoint", "https://user:secret@collector:4318"));

        assertThat(settings.destination()).isEqualTo("https://collector:4318 and stderr");
    }

    @Test
    void readsLimits() {
        ExportSettings settings = read(Map.of(
                "otel.span.event.count.limit", "3",
                "otel.attribute.value.length.limit", "7",
                "otel.bsp.max.export.batch.size", "11"));

        assertThat(settings.limits().getMaxNumberOfEvents()).isEqualTo(3);
        assertThat(settings.limits().getMaxAttributeValueLength()).isEqualTo(7);
        assertThat(settings.batchSize()).isEqualTo(11);
        assertThat(read(Map.of()).limits().getMaxNumberOfEvents()).isEqualTo(128);
    }

    @ParameterizedTest
    @ValueSource(strings = {"otel.span.event.count.limit", "otel.bsp.max.export.batch.size"})
    void refusesImpossibleLimits(String property) {
        ExportSettings settings = read(Map.of(property, "-1"));

        assertThatThrownBy(() -> {
                    settings.limits();
                    settings.batchSize();
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(property);
    }

    @Test
    void readsTheParentOfTheProcess() {
        SpanContext parent = ExportSettings.processParent(Map.of("TRACEPARENT", TRACEPARENT));

        assertThat(parent.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(parent.getSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(ExportSettings.processParent(Map.of("TRACEPARENT", "nonsense")))
                .isEqualTo(SpanContext.getInvalid());
        assertThat(ExportSettings.processParent(Map.of())).isEqualTo(SpanContext.getInvalid());
    }

    @Test
    void describesTheProcess() {
        Resource resource = read(Map.of()).resource(ProcessDescription.ofThisJvm());

        assertThat(text(resource, "service.name")).isNotBlank();
        assertThat(text(resource, "service.instance.id")).hasSize(36);
        assertThat(resource.getAttribute(AttributeKey.longKey("process.pid")))
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(text(resource, "process.runtime.version")).isEqualTo(System.getProperty("java.runtime.version"));
        assertThat(text(resource, "host.name")).isNotBlank();
        assertThat(text(resource, "host.arch")).isNotBlank();
        assertThat(text(resource, "os.type")).isNotBlank();
        assertThat(text(resource, "telemetry.sdk.language")).isEqualTo("java");
        assertThat(resource.getAttributes().asMap().keySet())
                .extracting(AttributeKey::getKey)
                .doesNotContain("process.command_args", "process.command_line");
    }

    @Test
    void letsTheUserDescribeTheProcess() {
        Resource resource = read(Map.of(
                        "otel.service.name", "source",
                        "otel.resource.attributes", "host.name=alpha,deployment.environment.name=test%20bed"))
                .resource(ProcessDescription.ofThisJvm());

        assertThat(text(resource, "service.name")).isEqualTo("source");
        assertThat(text(resource, "host.name")).isEqualTo("alpha");
        assertThat(text(resource, "deployment.environment.name")).isEqualTo("test bed");
    }

    private static ExportSettings read(Map<String, String> properties) {
        return ExportSettings.read(Map.of(), properties);
    }

    private static String text(Resource resource, String key) {
        return resource.getAttribute(AttributeKey.stringKey(key));
    }
}
