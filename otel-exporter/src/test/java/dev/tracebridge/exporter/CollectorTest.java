package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.SignalReceiver.Item;
import dev.tracebridge.exporter.events.DowntimeSaveEvent;
import dev.tracebridge.exporter.events.MigrateSetStateEvent;
import dev.tracebridge.exporter.events.PostcopyPageEvent;
import dev.tracebridge.exporter.events.RamSavePageEvent;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    private static final String RENDER =
            "ram_save_page:log,postcopy_page:counter,vmstate_downtime_save:histogram(downtime)";
    private static final long END = 2_000_000_000_000_000_000L;
    private static final int PAGES = 30;
    private static final int SECTIONS = 20;

    @TempDir
    private static Path folder;

    private static Path recording;

    private SignalReceiver receiver;
    private Collector collector;

    @BeforeAll
    static void record() throws IOException {
        ProcessAttributeEvent.register();
        recording = folder.resolve("recorded.jfr");
        try (Recording running = new Recording()) {
            running.start();
            MigrateSetStateEvent.emit("setup");
            for (int i = 0; i < SECTIONS; i++) {
                SavevmSectionEvent.open("ram", i);
                DowntimeSaveEvent.emit("non-iterable", "ram", 10L * i);
                SavevmSectionEvent.close("ram", i, -i);
            }
            for (int i = 0; i < PAGES; i++) {
                RamSavePageEvent.emit("pc.ram", 4096L * i, -1L - i, i);
                PostcopyPageEvent.open(4096L * i);
                PostcopyPageEvent.close(4096L * i, "postcopy_place_page");
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
        if (collector != null) {
            collector.close();
        }
        receiver.close();
    }

    private static EventAccount export(Map<String, String> options, Map<String, String> properties) throws IOException {
        Map<String, String> all = new HashMap<>(properties);
        all.put("otel.service.name", "judged");
        all.put("otel.resource.attributes", "deployment.environment.name=test");
        ExportSettings settings = ExportSettings.read(options, all);
        EventAccount account = new EventAccount();
        List<String> log = new ArrayList<>();
        SignalExport export = new SignalExport(settings, account, log::add, log::add, () -> {}, null);
        SpanAssembler assembler = new SpanAssembler(
                AssemblyLimits.file(settings.limits()),
                settings.rules(),
                settings.sampling(),
                settings.resource(ProcessDescription.UNKNOWN),
                SpanContext.getInvalid(),
                account,
                export);
        RecordedFile.read(
                List.of(RecordedChunks.of(recording)),
                EventOrder.OF_CHUNK,
                ChunkClock::of,
                assembler,
                assembler::accept);
        assembler.finish();
        export.close(END);
        assertThat(log).isEmpty();
        return account;
    }

    private static EventAccount send(String endpoint, String protocol, String compression) throws IOException {
        return export(
                Map.of("render", RENDER),
                Map.of(
                        "otel.traces.exporter",
                        "otlp",
                        "otel.logs.exporter",
                        "otlp",
                        "otel.metrics.exporter",
                        "otlp",
                        "otel.exporter.otlp.compression",
                        compression,
                        "otel.exporter.otlp.protocol",
                        protocol,
                        "otel.exporter.otlp.endpoint",
                        endpoint));
    }

    /** What arrives without a Collector. */
    private static SignalReceiver direct() throws IOException {
        SignalReceiver direct = SignalReceiver.start();
        send(direct.endpoint(), "http/protobuf", "none");
        return direct;
    }

    private void assertSame(SignalReceiver direct) throws IOException {
        assertThat(receiver.spans()).containsExactlyInAnyOrderElementsOf(direct.spans());
        assertThat(receiver.logs()).containsExactlyInAnyOrderElementsOf(direct.logs());
        assertThat(receiver.metrics()).containsExactlyInAnyOrderElementsOf(direct.metrics());
    }

    @ParameterizedTest
    @CsvSource({"http/protobuf, none", "http/protobuf, gzip", "grpc, none", "grpc, gzip"})
    void passesOnWhatItIsSent(String protocol, String compression) throws IOException {
        EventAccount account =
                send(protocol.equals("grpc") ? collector.grpc() : collector.http(), protocol, compression);

        try (SignalReceiver direct = direct()) {
            assertSame(direct);
        }
        assertThat(account.counts().pending()).isZero();
        assertThat(account.counts().exported()).isEqualTo(1 + 2 * SECTIONS + 2 * PAGES);
    }

    @Test
    void countsAreEqual() throws IOException {
        send(collector.http(), "http/protobuf", "gzip");

        // A span a section, one state, which the terminal one ends, and its root.
        assertThat(messages(receiver.spans(), Span.class)).hasSize(SECTIONS + 2);
        assertThat(messages(receiver.logs(), LogRecord.class))
                .hasSize(PAGES)
                .allMatch(log -> log.getEventName().equals("qemu.migration.ram_save_page"));
        Map<String, Metric> metrics = new HashMap<>();
        messages(receiver.metrics(), Metric.class).forEach(metric -> metrics.put(metric.getName(), metric));
        Metric sum = metrics.get("qemu.migration.postcopy_page");
        assertThat(sum.getSum().getIsMonotonic()).isTrue();
        assertThat(sum.getSum().getDataPoints(0).getAsInt()).isEqualTo(PAGES);
        Metric histogram = metrics.get("qemu.migration.vmstate_downtime_save");
        assertThat(histogram.getHistogram().getDataPoints(0).getCount()).isEqualTo(SECTIONS);
        assertThat(histogram.getHistogram().getDataPoints(0).getSum()).isEqualTo(10.0 * SECTIONS * (SECTIONS - 1) / 2);
    }

    @ParameterizedTest
    @CsvSource({
        "http/protobuf, this looks like a port for gRPC: HTTP is on 4318",
        "grpc, this looks like a port for HTTP: gRPC is on 4317"
    })
    void messageNamesAPortOfTheOtherProtocol(String protocol, String hint) {
        SpanExporter exporter = ExportSettings.read(
                        Map.of(),
                        Map.of(
                                "otel.traces.exporter",
                                "otlp",
                                "otel.java.exporter.otlp.retry.disabled",
                                "true",
                                "otel.exporter.otlp.protocol",
                                protocol,
                                "otel.exporter.otlp.endpoint",
                                protocol.equals("grpc") ? collector.http() : collector.grpc()))
                .createExporters()
                .get(0);

        CompletableResultCode result =
                exporter.export(List.of(Spans.named("savevm_section"))).join(60, TimeUnit.SECONDS);

        exporter.shutdown().join(10, TimeUnit.SECONDS);
        assertThat(String.valueOf(ExportFailure.of(result, Duration.ofSeconds(60))))
                .contains(hint);
    }

    @Test
    void readsTheLinesOfTheOutputFile() throws Exception {
        Path output = folder.resolve("spans.jsonl");
        export(Map.of("render", RENDER, "output", output.toString()), Map.of());

        for (String line : Files.readAllLines(output)) {
            String signal = line.startsWith("{\"resourceSpans\"")
                    ? "traces"
                    : line.startsWith("{\"resourceLogs\"") ? "logs" : "metrics";
            assertThat(collector.post(signal, line)).as(line).isEqualTo(200);
        }

        try (SignalReceiver direct = direct()) {
            assertSame(direct);
        }
    }

    private static <M> List<M> messages(List<Item> items, Class<M> type) {
        return items.stream().map(Item::message).map(type::cast).toList();
    }
}
