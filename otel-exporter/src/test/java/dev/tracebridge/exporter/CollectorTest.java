package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.SignalReceiver.Item;
import dev.tracebridge.exporter.events.DowntimeSaveEvent;
import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the OpenTelemetry Collector makes of what we send: it passes on what it has parsed, and that is to be what we send without it. */
class CollectorTest {

    private static final int PAGES = 30;
    private static final int SECTIONS = 20;

    @TempDir
    private static Path folder;

    private static Path recording;

    private SignalReceiver receiver;
    private Collector collector;
    private final Map<String, String> propertiesBefore = new LinkedHashMap<>();

    @BeforeAll
    static void record() throws IOException {
        ProcessAttributeEvent.register();
        recording = folder.resolve("recorded.jfr");
        try (Recording running = new Recording()) {
            running.start();
            MigrateSetStateEvent.emit("setup");
            for (int i = 0; i < SECTIONS; i++) {
                SavevmSectionEvent.open("ram", i);
                DowntimeSaveEvent.emit("ram", 10 * i);
                SavevmSectionEvent.close("ram", i, -i);
            }
            for (int i = 0; i < PAGES; i++) {
                RamSavePageEvent.emit("pc.ram", 4096L * i, -1L - i);
            }
            MigrateSetStateEvent.emit("failed");
            running.stop();
            running.dump(recording);
        }
    }

    @AfterAll
    static void forget() throws IOException {
        Files.deleteIfExists(recording);
    }

    @BeforeEach
    void start() throws IOException {
        receiver = SignalReceiver.start();
        collector = Collector.start(folder, receiver.endpoint());
    }

    @AfterEach
    void stop() {
        propertiesBefore.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
        if (collector != null) {
            collector.close();
        }
        receiver.close();
    }

    private void set(String property, String value) {
        propertiesBefore.putIfAbsent(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    private ExportCounts export(String endpoint, String protocol) throws IOException {
        set("otel.traces.exporter", "otlp");
        set("otel.logs.exporter", "otlp");
        set("otel.metrics.exporter", "otlp");
        set("otel.exporter.otlp.protocol", protocol);
        set("otel.exporter.otlp.endpoint", endpoint);
        return RecordingExport.run(List.of(recording), Optional.empty(), line -> {});
    }
}
