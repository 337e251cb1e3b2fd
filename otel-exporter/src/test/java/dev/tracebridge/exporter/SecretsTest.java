package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tracebridge.exporter.events.SavevmSectionEvent;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import jdk.jfr.Recording;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers carry keys to the collector, and nobody else gets to see them, whatever goes wrong. */
class SecretsTest {

    private static final String SECRET = "kNoZ7hVq";

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Map<String, String> propertiesBefore = new LinkedHashMap<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            said.add(entry.getLoggerName() + ": " + entry.getMessage() + ' ' + text(entry.getThrown()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private PrintStream errBefore;

    @BeforeEach
    void listen() {
        errBefore = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        Logger.getLogger("").addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        Logger.getLogger("").removeHandler(handler);
        System.setErr(errBefore);
        propertiesBefore.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    private void set(String property, String value) {
        propertiesBefore.putIfAbsent(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    private static String text(Throwable thrown) {
        StringWriter text = new StringWriter();
        if (thrown != null) {
            thrown.printStackTrace(new PrintWriter(text));
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        // protocol, headers, where it goes, what is said of it
        "http/protobuf, api-key=kNoZ7hVq, nobody, ConnectException",
        "http/protobuf, api-key=kNoZ7hVq, refusing, HTTP 401",
        "http/protobuf, api-key=kNoZ7hVq%0Ax, refusing, ***",
        "http/protobuf, kNoZ7hVq, refusing, otel.exporter.otlp.headers",
        "grpc, authorization=Bearer%20kNoZ7hVq, nobody, ConnectException",
        "grpc, api-key=kNoZ7hVq, refusing, export failed",
        "grpc, api-key=kNoZ7hVq%0Ax, refusing, ***",
        "grpc, api-key=kNoZ7hVq%C3%A9, refusing, ***"
    })
    void areNotToldOfAnExportThatFails(String protocol, String headers, String place, String cause) throws Exception {
        HttpServer refusing = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        refusing.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        refusing.start();
        try {
            set("otel.traces.exporter", "otlp");
            set("otel.java.exporter.otlp.retry.disabled", "true");
            set("otel.exporter.otlp.protocol", protocol);
            set("otel.exporter.otlp.headers", headers);
            set(
                    "otel.exporter.otlp.endpoint",
                    "http://127.0.0.1:"
                            + (place.equals("nobody")
                                    ? unused()
                                    : refusing.getAddress().getPort()));

            JvmExporter live = JvmExporter.start(Map.of(), said::add);
            SavevmSectionEvent.open("ram", 1);
            SavevmSectionEvent.close("ram", 1, 0);
            live.close();
            exportLater();
        } finally {
            refusing.stop(0);
        }

        assertThat(String.join("\n", said)).contains(cause).doesNotContain(SECRET);
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain(SECRET);
        assertThat(said).noneMatch(line -> line.startsWith("io.opentelemetry") || line.startsWith("okhttp3"));
    }

    private void exportLater() throws Exception {
        Path file = folder.resolve("secret.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            SavevmSectionEvent.open("ram", 2);
            SavevmSectionEvent.close("ram", 2, 0);
            recording.stop();
            recording.dump(file);
        }
        try {
            RecordingExport.run(List.of(file), Optional.empty(), said::add);
        } catch (CollectorException | IllegalArgumentException failed) {
            said.add(failed.getMessage());
        }
    }

    private static int unused() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void areFoundInPropertiesAndVariablesEncodedAndNot() {
        Properties properties = new Properties();
        properties.setProperty("otel.exporter.otlp.headers", "one=first%3Dvalue, two=second+value");
        Secrets secrets = Secrets.of(
                properties, Map.of("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "three=third,forgotten", "OTHER", "other"));

        assertThat(secrets.hide("first=value first%3Dvalue second+value third forgotten other one"))
                .isEqualTo("*** *** *** *** *** other one");
        assertThat(Secrets.of(new Properties(), Map.of()).hide("first")).isEqualTo("first");
    }
}
