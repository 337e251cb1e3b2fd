package dev.tracebridge.exporter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An OpenTelemetry Collector that passes on to a receiver, over HTTP, what it is sent over HTTP or gRPC. It is done with a request when it answers it. */
final class Collector implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int httpPort;
    private final int grpcPort;

    private Collector(Process process, int httpPort, int grpcPort) {
        this.process = process;
        this.httpPort = httpPort;
        this.grpcPort = grpcPort;
    }

    /** Starts it; skips the test where it is not installed. */
    static Collector start(Path folder, String receiver) throws IOException {
        String named = System.getProperty("tracebridge.collector", "");
        assumeTrue(
                !named.isEmpty() && Files.isExecutable(Path.of(named)),
                "needs the OpenTelemetry Collector: -Dtracebridge.collector=FILE, see CONTRIBUTING.md");
        int httpPort;
        int grpcPort;
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            httpPort = one.getLocalPort();
            grpcPort = other.getLocalPort();
        }
        Path config = Files.writeString(folder.resolve("collector.yaml"), """
                receivers:
                  otlp:
                    protocols:
                      http: {endpoint: "127.0.0.1:%d"}
                      grpc: {endpoint: "127.0.0.1:%d"}
                exporters:
                  otlphttp:
                    endpoint: "%s"
                    sending_queue: {enabled: false}
                    retry_on_failure: {enabled: false}
                service:
                  pipelines:
                    traces: {receivers: [otlp], exporters: [otlphttp]}
                    logs: {receivers: [otlp], exporters: [otlphttp]}
                    metrics: {receivers: [otlp], exporters: [otlphttp]}
                  telemetry:
                    metrics: {level: none}
                """.formatted(httpPort, grpcPort, receiver));
        Process process = new ProcessBuilder(named, "--config", "file:" + config)
                .redirectErrorStream(true)
                .start();
        Collector started = new Collector(process, httpPort, grpcPort);
        started.awaitReady();
        return started;
    }

    private void awaitReady() throws IOException {
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            if (line.contains("Everything is ready")) {
                // Whoever does not read on holds it up when the pipe is full.
                Thread reader = new Thread(() -> drain(log), "collector-log");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new AssertionError("the Collector ended: " + String.join("\n", lines));
    }

    private static void drain(BufferedReader log) {
        try (log) {
            while (log.readLine() != null) {
                // Nobody asked.
            }
        } catch (IOException ended) {
            // With the Collector.
        }
    }

    String http() {
        return "http://127.0.0.1:" + httpPort;
    }

    String grpc() {
        return "http://127.0.0.1:" + grpcPort;
    }

    /**
     * Sends OTLP JSON.
     *
     * @return the status
     */
    int post(String signal, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(http() + "/v1/" + signal))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
