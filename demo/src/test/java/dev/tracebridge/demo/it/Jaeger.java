package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A Jaeger of its own for a test class: takes OTLP over HTTP, keeps traces in memory, and answers queries. */
final class Jaeger implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final int queryPort;
    private final int otlpPort;

    private Jaeger(Process process, int queryPort, int otlpPort) {
        this.process = process;
        this.queryPort = queryPort;
        this.otlpPort = otlpPort;
    }

    /** Starts it; skips the test where it is not installed. */
    static Jaeger start(Path folder) throws IOException {
        Optional<Path> jaeger = find();
        assumeTrue(jaeger.isPresent(), "needs Jaeger: jaeger on the PATH, or -Dtracebridge.jaeger=FILE");
        int[] ports = freePorts(4);
        Path config =
                Files.writeString(folder.resolve("jaeger.yaml"), """
                service:
                  extensions: [jaeger_storage, jaeger_query]
                  pipelines:
                    traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}
                  telemetry:
                    metrics: {level: none}
                extensions:
                  jaeger_query:
                    storage: {traces: memory}
                    http: {endpoint: "127.0.0.1:%d"}
                    grpc: {endpoint: "127.0.0.1:%d"}
                  jaeger_storage:
                    backends:
                      memory: {memory: {max_traces: 1000}}
                receivers:
                  otlp:
                    protocols:
                      http: {endpoint: "127.0.0.1:%d"}
                      grpc: {endpoint: "127.0.0.1:%d"}
                exporters:
                  jaeger_storage_exporter: {trace_storage: memory}
                """.formatted(ports[0], ports[1], ports[2], ports[3]));
        Process process = new ProcessBuilder(jaeger.get().toString(), "--config", "file:" + config)
                .redirectErrorStream(true)
                .start();
        Jaeger started = new Jaeger(process, ports[0], ports[2]);
        started.awaitReady();
        return started;
    }

    private static Optional<Path> find() {
        String named = System.getProperty("tracebridge.jaeger", "");
        Stream<Path> places = named.isEmpty()
                ? Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, "jaeger"))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).findFirst();
    }

    private static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports[i] = socket.getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private void awaitReady() throws IOException {
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            if (line.contains("Everything is ready")) {
                // Whoever does not read on holds it up when the pipe is full.
                Thread reader = new Thread(() -> drain(log), "jaeger-log");
                reader.setDaemon(true);
                reader.start();
                return;
            }
        }
        throw new AssertionError("Jaeger ended: " + String.join("\n", lines));
    }

    private static void drain(BufferedReader log) {
        try (log) {
            log.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            // With Jaeger, its log ends.
        }
    }

    /** Where OTLP over HTTP goes. */
    String endpoint() {
        return "http://127.0.0.1:" + otlpPort;
    }

    /** Sends a line of an OTLP JSON file as it is. */
    void post(String json) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint() + "/v1/traces"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).as("nothing rejected").doesNotContain("rejected");
    }

    /** The spans of a trace. */
    List<JaegerSpan> trace(String traceId) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + queryPort + "/api/traces/" + traceId))
                .build();
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Map<?, ?> trace = (Map<?, ?>) list(json(answer.body()), "data").get(0);
        Map<?, ?> processes = (Map<?, ?>) trace.get("processes");
        return list(trace, "spans").stream()
                .map(span -> JaegerSpan.of((Map<?, ?>) span, processes))
                .toList();
    }

    static List<?> list(Map<?, ?> object, String member) {
        return object.get(member) instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> json(String text) throws IOException {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            return (Map<?, ?>) value(parser);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    object.put(name, value(parser));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<Object> array = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value(parser));
                }
                yield array;
            }
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            case VALUE_NULL -> null;
            default -> parser.getText();
        };
    }

    @Override
    public void close() {
        process.destroy();
    }
}
