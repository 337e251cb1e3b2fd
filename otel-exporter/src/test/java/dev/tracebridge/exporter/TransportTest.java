package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Headers;
import okhttp3.Protocol;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How spans get to a collector: both protocols, compressed or not, over TLS with and without a certificate of ours, through a proxy; and why they do not. */
class TransportTest {

    private static final String PATIENCE = "20000";

    @TempDir
    private static Path folder;

    private static HeldCertificate authority;
    private static HeldCertificate server;
    private static HeldCertificate client;

    private final MockWebServer collector = new MockWebServer();
    private final Map<String, String> propertiesBefore = new LinkedHashMap<>();

    /** What is spoken with the collector. */
    enum Spoken {
        HTTP("http/protobuf"),
        GRPC("grpc");

        private final String word;

        Spoken(String word) {
            this.word = word;
        }

        private List<Protocol> protocols(boolean secure) {
            if (this == HTTP) {
                return List.of(Protocol.HTTP_1_1);
            }
            return secure ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.H2_PRIOR_KNOWLEDGE);
        }

        private MockResponse taken() {
            return this == HTTP
                    ? new MockResponse.Builder().build()
                    : new MockResponse.Builder()
                            .setHeader("content-type", "application/grpc")
                            .body(new Buffer().write(new byte[5]))
                            .trailers(Headers.of("grpc-status", "0"))
                            .build();
        }

        /** The request's spans, out of what gRPC puts around them. */
        private String span(RecordedRequest request) throws IOException {
            byte[] body = request.getBody().toByteArray();
            boolean zipped =
                    "gzip".equals(request.getHeaders().get(this == HTTP ? "content-encoding" : "grpc-encoding"));
            if (this == GRPC) {
                ByteBuffer frame = ByteBuffer.wrap(body);
                assertThat(frame.get()).isEqualTo((byte) (zipped ? 1 : 0));
                body = new byte[frame.getInt()];
                frame.get(body);
            }
            if (zipped) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            return ExportTraceServiceRequest.parseFrom(ByteString.copyFrom(body))
                    .getResourceSpans(0)
                    .getScopeSpans(0)
                    .getSpans(0)
                    .getName();
        }
    }

    @BeforeAll
    static void certify() throws IOException {
        SdkLog.hear(line -> {}, System::nanoTime);
        authority = new HeldCertificate.Builder().certificateAuthority(0).build();
        server = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("127.0.0.1")
                .addSubjectAlternativeName("collector.invalid")
                .build();
        client = new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName("the application")
                .build();
        Files.writeString(folder.resolve("authority.pem"), authority.certificatePem());
        Files.writeString(
                folder.resolve("stranger.pem"),
                new HeldCertificate.Builder().certificateAuthority(0).build().certificatePem());
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Files.writeString(folder.resolve("client.key"), client.privateKeyPkcs8Pem());
    }

    @AfterEach
    void stop() {
        collector.close();
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

    /** Starts the collector; answers its address. */
    private String start(Spoken spoken, boolean secure) throws IOException {
        collector.setProtocols(spoken.protocols(secure));
        if (secure) {
            collector.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(server)
                    .addTrustedCertificate(authority.certificate())
                    .build()
                    .sslSocketFactory());
        }
        collector.enqueue(spoken.taken());
        collector.start(InetAddress.getLoopbackAddress(), 0);
        return (secure ? "https" : "http") + "://127.0.0.1:" + collector.getPort();
    }

    private RecordedRequest request() throws InterruptedException {
        RecordedRequest request = collector.takeRequest(20, TimeUnit.SECONDS);
        assertThat(request).as("a request").isNotNull();
        return request;
    }

    /** Exports a span; null if it arrived, else why not. */
    private static String export(Spoken spoken, String endpoint, String... more) {
        Map<String, String> properties = new HashMap<>(Map.of(
                "otel.traces.exporter",
                "otlp",
                "otel.exporter.otlp.protocol",
                spoken.word,
                "otel.exporter.otlp.endpoint",
                endpoint,
                "otel.exporter.otlp.timeout",
                PATIENCE,
                "otel.java.exporter.otlp.retry.disabled",
                "true"));
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        SpanExporter exporter =
                ExportSettings.read(Map.of(), properties).createExporters().get(0);
        CompletableResultCode result =
                exporter.export(List.of(Spans.named("savevm_section"))).join(60, TimeUnit.SECONDS);
        exporter.shutdown().join(10, TimeUnit.SECONDS);
        Object failure = ExportFailure.of(result, Duration.ofSeconds(60));
        return failure == null ? null : failure.toString();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    @ParameterizedTest
    @EnumSource
    void sendsPlain(Spoken spoken) throws Exception {
        assertThat(export(spoken, start(spoken, false))).isNull();

        RecordedRequest request = request();
        assertThat(spoken.span(request)).isEqualTo("savevm_section");
        assertThat(request.getTarget())
                .isEqualTo(
                        spoken == Spoken.HTTP
                                ? "/v1/traces"
                                : "/opentelemetry.proto.collector.trace.v1.TraceService/Export");
    }

    @ParameterizedTest
    @EnumSource
    void compressesAndHeedsTheHeadersOfTheSignal(Spoken spoken) throws Exception {
        String failure = export(
                spoken,
                start(spoken, false),
                "otel.exporter.otlp.compression",
                "gzip",
                "otel.exporter.otlp.traces.headers",
                "api-key=s%3Dcret,tenant=blue",
                "otel.exporter.otlp.logs.headers",
                "tenant=red");

        assertThat(failure).isNull();
        RecordedRequest request = request();
        assertThat(spoken.span(request)).isEqualTo("savevm_section");
        assertThat(request.getHeaders().values("api-key")).containsExactly("s=cret");
        assertThat(request.getHeaders().values("tenant")).containsExactly("blue");
    }

    @ParameterizedTest
    @EnumSource
    void trustsTheCertificateThatIsNamed(Spoken spoken) throws Exception {
        String endpoint = start(spoken, true);

        assertThat(export(spoken, endpoint, "otel.exporter.otlp.certificate", file("authority.pem")))
                .isNull();
        RecordedRequest request = request();
        assertThat(spoken.span(request)).isEqualTo("savevm_section");
        assertThat(request.getHandshake()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotTrustOthers(Spoken spoken) throws Exception {
        String endpoint = start(spoken, true);

        assertThat(export(spoken, endpoint, "otel.exporter.otlp.certificate", file("stranger.pem")))
                .contains("SSLHandshakeException")
                .contains("certif");
        assertThat(export(spoken, endpoint)).contains("SSLHandshakeException");
        assertThat(collector.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void showsItsOwnCertificateWhereOneIsAskedFor(Spoken spoken) throws Exception {
        collector.requireClientAuth();
        String endpoint = start(spoken, true);

        assertThat(export(
                        spoken,
                        endpoint,
                        "otel.exporter.otlp.certificate",
                        file("authority.pem"),
                        "otel.exporter.otlp.client.key",
                        file("client.key"),
                        "otel.exporter.otlp.client.certificate",
                        file("client.pem")))
                .isNull();
        assertThat(request().getHandshake().peerCertificates().get(0)).isEqualTo(client.certificate());
        assertThat(export(spoken, endpoint, "otel.exporter.otlp.certificate", file("authority.pem")))
                .as("without")
                .isNotNull();
        assertThat(collector.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void goesThroughAProxy(Spoken spoken) throws Exception {
        // What the JDK's own settings of a proxy say holds for both, as for any program.
        start(spoken, true);
        collector.close();
        try (MockWebServer proxy = new MockWebServer()) {
            proxy.setProtocols(spoken.protocols(true));
            proxy.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(server)
                    .build()
                    .sslSocketFactory());
            proxy.enqueue(new MockResponse.Builder().inTunnel().build());
            proxy.enqueue(spoken.taken());
            proxy.start(InetAddress.getLoopbackAddress(), 0);
            set("https.proxyHost", "127.0.0.1");
            set("https.proxyPort", Integer.toString(proxy.getPort()));

            assertThat(export(
                            spoken,
                            "https://collector.invalid:4318",
                            "otel.exporter.otlp.certificate",
                            file("authority.pem")))
                    .isNull();
            assertThat(proxy.takeRequest(20, TimeUnit.SECONDS).getRequestLine())
                    .isEqualTo("CONNECT collector.invalid:4318 HTTP/1.1");
            assertThat(spoken.span(proxy.takeRequest(20, TimeUnit.SECONDS))).isEqualTo("savevm_section");
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesUpOnACollectorThatDoesNotAnswer(Spoken spoken) throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String endpoint = "http://127.0.0.1:" + silent.getLocalPort();

            assertThat(export(spoken, endpoint, "otel.exporter.otlp.timeout", "300"))
                    .containsAnyOf("timed out", "timeout", "DEADLINE_EXCEEDED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsEachSignalToItsOwnEndpoint(Spoken spoken) throws Exception {
        MockWebServer logs = new MockWebServer();
        MockWebServer metrics = new MockWebServer();
        try (logs;
                metrics) {
            for (MockWebServer other : List.of(logs, metrics)) {
                other.setProtocols(spoken.protocols(false));
                other.enqueue(spoken.taken());
                other.start(InetAddress.getLoopbackAddress(), 0);
            }
            String path = spoken == Spoken.HTTP ? "/mine" : "";
            ExportSettings settings = ExportSettings.read(
                    Map.of(),
                    Map.of(
                            "otel.exporter.otlp.protocol", spoken.word,
                            "otel.exporter.otlp.timeout", PATIENCE,
                            "otel.exporter.otlp.traces.endpoint", start(spoken, false) + path,
                            "otel.exporter.otlp.logs.endpoint", "http://127.0.0.1:" + logs.getPort() + path,
                            "otel.exporter.otlp.metrics.endpoint", "http://127.0.0.1:" + metrics.getPort() + path));
            AssembledSpan span = Spans.named("savevm_section");
            SpanExporter spanExporter = settings.createExporters().get(0);
            LogRecordExporter logExporter = settings.createLogExporters().get(0);
            MetricExporter metricExporter = settings.createMetricExporters().get(0);
            AssembledLog log = new AssembledLog(
                    "ram_save_page", 1, span.context(), false, EventAttributes.NONE, 0, span.scope(), span.resource());

            List<CompletableResultCode> results = List.of(
                    spanExporter.export(List.of(span)),
                    logExporter.export(List.of(log)),
                    metricExporter.export(ExportReport.metrics(new EventAccount().counts(), span.resource(), 1, 2)));

            assertThat(CompletableResultCode.ofAll(results)
                            .join(60, TimeUnit.SECONDS)
                            .isSuccess())
                    .isTrue();
            CompletableResultCode.ofAll(
                            List.of(spanExporter.shutdown(), logExporter.shutdown(), metricExporter.shutdown()))
                    .join(10, TimeUnit.SECONDS);
            assertThat(List.of(collector.getRequestCount(), logs.getRequestCount(), metrics.getRequestCount()))
                    .containsOnly(1);
            assertThat(List.of(
                            request().getTarget(),
                            logs.takeRequest().getTarget(),
                            metrics.takeRequest().getTarget()))
                    .isEqualTo(
                            spoken == Spoken.HTTP
                                    ? List.of("/mine", "/mine", "/mine")
                                    : List.of(
                                            "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
                                            "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
                                            "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export"));
        }
    }

    @Test
    void namesAPortForGrpcThatIsSpokenToInHttp() throws Exception {
        collector.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        collector.start(InetAddress.getLoopbackAddress(), 0);

        assertThat(export(Spoken.HTTP, "http://127.0.0.1:" + collector.getPort()))
                .contains("this looks like a port for gRPC: HTTP is on 4318, or set OTEL_EXPORTER_OTLP_PROTOCOL=grpc");
    }

    @Test
    void namesAPortForHttpThatIsSpokenToInGrpc() throws Exception {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.start();
        try {
            assertThat(export(
                            Spoken.GRPC, "http://127.0.0.1:" + http.getAddress().getPort()))
                    .contains("this looks like a port for HTTP: gRPC is on 4317, or set"
                            + " OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        } finally {
            http.stop(0);
        }
    }
}
