package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebridge.migration.MigrateSetStateEvent;
import dev.tracebridge.migration.MigrationThreadLowPendingEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Jaeger itself makes of what we send. */
class JaegerIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ROOT = "b7ad6b7169203331";

    /** Tracepoints that carry a duration tell it in whole units, of up to a millisecond. */
    private static final long UNIT_MICROS = 1000;

    @TempDir
    private static Path folder;

    private static Jaeger jaeger;

    @BeforeAll
    static void start() throws Exception {
        assumeTrue(Files.exists(agent()), "needs the agent's jar: build the module agent too");
        jaeger = Jaeger.start(folder);
    }

    @AfterAll
    static void stop() {
        if (jaeger != null) {
            jaeger.close();
        }
    }

    private static Path agent() {
        return Path.of(System.getProperty("tracebridge.jar"));
    }

    @Test
    void migrationIsOneTraceOfSourceAndDestination() throws Exception {
        migrate();

        List<JaegerSpan> spans = jaeger.trace(TRACE);

        Map<String, JaegerSpan> byId =
                spans.stream().collect(Collectors.toMap(JaegerSpan::spanId, Function.identity()));
        assertThat(spans).extracting(JaegerSpan::service).containsOnly("source", "destination");
        assertThat(spans.stream().filter(span -> !span.parentId().equals(ROOT) && !byId.containsKey(span.parentId())))
                .as("without a parent in the trace")
                .isEmpty();
        assertThat(spans.stream()
                        .filter(span -> byId.containsKey(span.parentId()))
                        .filter(span -> span.start() < byId.get(span.parentId()).start() - UNIT_MICROS))
                .as("begun before their parents")
                .isEmpty();

        JaegerSpan root = only(spans, "source", "migration");
        assertThat(root.parentId()).isEqualTo(ROOT);
        List<JaegerSpan> states = spans.stream()
                .filter(span ->
                        span.parentId().equals(root.spanId()) && span.tags().containsKey("tracebridge.next"))
                .filter(span -> span.tags().containsKey("qemu.migration.new_state"))
                .sorted(Comparator.comparingLong(JaegerSpan::start))
                .toList();
        assertThat(states)
                .extracting(JaegerSpan::name)
                .startsWith("setup", "active")
                .endsWith("device");
        for (int i = 1; i < states.size(); i++) {
            // Jaeger keeps microseconds.
            assertThat(states.get(i).start())
                    .isGreaterThanOrEqualTo(states.get(i - 1).end() - 1);
        }
        assertThat(only(spans, "source", "source_downtime").duration()).isPositive();
        assertThat(spans.stream().mapToLong(span -> span.events().size()).sum())
                .as("span events")
                .isPositive();
        assertThat(spans).noneMatch(span -> span.tags().containsKey("error"));
    }

    private static JaegerSpan only(List<JaegerSpan> spans, String service, String name) {
        List<JaegerSpan> found = spans.stream()
                .filter(span -> span.service().equals(service) && span.name().equals(name))
                .toList();
        assertThat(found).as(name + " of the " + service).hasSize(1);
        return found.get(0);
    }

    private static void migrate() throws Exception {
        Path address = folder.resolve("address");
        Process destination = demo("destination", "--listen", "127.0.0.1:0", "--address-file", address.toString());
        while (!Files.exists(address) && destination.isAlive()) {
            Thread.onSpinWait();
        }
        Process source = demo("source", "--to", Files.readString(address).strip());
        assertThat(source.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(destination.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(List.of(source.exitValue(), destination.exitValue())).containsOnly(0);
    }

    private static Process demo(String side, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-javaagent:" + agent(),
                "-jar",
                System.getProperty("tracebridge.demo.jar"),
                side,
                "--ram",
                "16M"));
        command.addAll(List.of(options));
        return start(
                command,
                Map.of(
                        "TRACEPARENT",
                        "00-" + TRACE + "-" + ROOT + "-01",
                        "OTEL_SERVICE_NAME",
                        side,
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        jaeger.endpoint()));
    }

    @Test
    void recordingExportedLaterHasItsErrorStatus() throws Exception {
        Path recording = failedMigration();

        int exitCode = export(recording, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", jaeger.endpoint()));

        assertThat(exitCode).isZero();
        List<JaegerSpan> spans = jaeger.trace(traceId(recording));
        JaegerSpan root = only(spans, "failing", "migration");
        assertThat(root.tags()).containsEntry("error", true).containsEntry("otel.status_code", "ERROR");
        assertThat(only(spans, "failing", "setup").parentId()).isEqualTo(root.spanId());
    }

    @Test
    void linesOfTheOutputFileAreOtlpJson() throws Exception {
        Path recording = failedMigration();
        Path output = folder.resolve("spans.jsonl");

        int exitCode = export(recording, Map.of(), "--output", output.toString());

        assertThat(exitCode).isZero();
        for (String line : Files.readAllLines(output)) {
            jaeger.post(line);
        }
        List<JaegerSpan> spans = jaeger.trace(traceId(recording));
        assertThat(spans).extracting(JaegerSpan::name).containsExactlyInAnyOrder("migration", "setup");
        assertThat(only(spans, "failing", "migration").events()).containsExactly("migration_thread_low_pending");
    }

    private static Path failedMigration() throws IOException {
        Path file = Files.createTempFile(folder, "failed", ".jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            MigrateSetStateEvent.emit("setup");
            MigrationThreadLowPendingEvent.emit(42);
            MigrateSetStateEvent.emit("failed");
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    private static String traceId(Path recording) throws IOException {
        return RecordingFile.readAllEvents(recording).stream()
                .filter(event -> event.hasField("traceIdHigh"))
                .map(event -> String.format("%016x%016x", event.getLong("traceIdHigh"), event.getLong("traceIdLow")))
                .findFirst()
                .orElseThrow();
    }

    private static int export(Path recording, Map<String, String> variables, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(java(), "-jar", agent().toString(), "export"));
        command.add(recording.toString());
        command.addAll(List.of(options));
        Map<String, String> environment = new HashMap<>(variables);
        environment.put("OTEL_SERVICE_NAME", "failing");
        Process process = start(command, environment);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACEBRIDGE_"));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
