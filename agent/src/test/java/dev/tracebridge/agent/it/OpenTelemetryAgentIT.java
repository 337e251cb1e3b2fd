package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tracebridge.annotations.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside OpenTelemetry's Java agent, both sending to one collector: their spans and ours make one trace, whichever agent comes first. */
class OpenTelemetryAgentIT {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final ConcurrentLinkedQueue<ByteString> bodies = new ConcurrentLinkedQueue<>();
    private final Map<String, String> traceparents = new ConcurrentHashMap<>();
    private final CountDownLatch oursArrived = new CountDownLatch(1);

    @TempDir
    private Path folder;

    private HttpServer server;

    /** Which agent the JVM starts first. */
    enum First {
        OURS,
        THEIRS,
        /** Ours comes when the application runs. */
        THEIRS_LONG_BEFORE
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.setExecutor(executor);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                ByteString body = ByteString.readFrom(in);
                if (path.equals("/v1/traces")) {
                    bodies.add(body);
                    if (spans(body).anyMatch(span -> span.getName().equals("work"))) {
                        oursArrived.countDown();
                    }
                } else {
                    if (path.equals("/when-ours-arrived")) {
                        awaitOurs();
                    }
                    traceparents.put(path, exchange.getRequestHeaders().getFirst("traceparent"));
                }
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Stream<io.opentelemetry.proto.trace.v1.Span> spans(ByteString body)
            throws InvalidProtocolBufferException {
        return ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream());
    }

    private void awaitOurs() {
        try {
            assertThat(oursArrived.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ChildJvm jvm(First first) throws ReflectiveOperationException {
        Path theirs = ChildJvm.classPathOf(Class.forName("io.opentelemetry.javaagent.OpenTelemetryAgent"));
        return switch (first) {
            case OURS -> ChildJvm.withAgent("").with("-javaagent:" + theirs);
            case THEIRS -> ChildJvm.withoutAgent().with("-javaagent:" + theirs, "-javaagent:" + ChildJvm.agentJar());
            case THEIRS_LONG_BEFORE -> ChildJvm.withoutAgent().with("-javaagent:" + theirs);
        };
    }

    private static ChildJvm.Result run(First first, ChildJvm jvm, String address) {
        if (first != First.THEIRS_LONG_BEFORE) {
            return jvm.with("both.Both", address).run();
        }
        ChildJvm.Running application = jvm.with("both.Both", address, "wait").start();
        application.readLine();
        ChildJvm.tool(
                        Map.of(),
                        ChildJvm.javaTool("java"),
                        "-jar",
                        ChildJvm.agentJar().toString(),
                        "attach",
                        Long.toString(application.pid()))
                .assertExit(0);
        application.closeInput();
        return application.join();
    }

    @ParameterizedTest
    @EnumSource
    void spansOfBothMakeOneTrace(First first) throws Exception {
        Path context = ChildJvm.classPathOf(Context.class);
        Path common = ChildJvm.classPathOf(Class.forName("io.opentelemetry.common.ComponentLoader"));
        Path api = ChildJvm.classPathOf(Span.class);
        TracedSources sources = TracedSources.ofResources("both", folder, api, context, common);
        String address = "http://127.0.0.1:" + server.getAddress().getPort();

        ChildJvm jvm = jvm(first)
                .environment("OTEL_EXPORTER_OTLP_ENDPOINT", address)
                // Their start is most of what this test takes.
                .with("-XX:TieredStopAtLevel=1")
                .environment("OTEL_METRICS_EXPORTER", "none")
                .environment("OTEL_LOGS_EXPORTER", "none")
                .classPath(sources.classes(), ChildJvm.classPathOf(TraceContext.class), api, context, common);
        ChildJvm.Result result = run(first, jvm, address).assertExit(0);

        Map<String, Exported> spans = exported();
        // Our requests to the collector, one of which was over before the last of the application's, are no spans of
        // theirs.
        assertThat(spans)
                .containsOnlyKeys(
                        "ours",
                        "theirs in ours",
                        "ours in theirs in ours",
                        "/in-ours",
                        "theirs",
                        "ours in theirs",
                        "/in-ours-in-theirs",
                        "/when-ours-arrived");
        assertChild(spans, "ours", null);
        assertChild(spans, "theirs in ours", "ours");
        assertChild(spans, "ours in theirs in ours", "ours");
        assertChild(spans, "/in-ours", "ours");
        assertChild(spans, "theirs", null);
        assertChild(spans, "ours in theirs", "theirs");
        assertChild(spans, "/in-ours-in-theirs", "theirs");
        assertThat(traceparents.get("/in-ours")).contains(spans.get("ours").traceId());
        assertThat(result.out())
                .contains("ours: 00-" + spans.get("ours").traceId())
                .contains("ours in theirs: 00-" + spans.get("theirs").traceId())
                .contains("nothing: \n")
                .endsWith("done\n");
        assertThat(result.agentLines()).noneMatch(line -> line.startsWith("WARN") || line.startsWith("ERROR"));
        assertThat(result.err()).contains("export ended: received 3, exported 3 (3 spans), dropped 0, pending 0");
    }

    private static void assertChild(Map<String, Exported> spans, String name, String parent) {
        Exported span = spans.get(name);
        Exported above = spans.get(parent);
        assertThat(span.parentId()).as(name).isEqualTo(above == null ? "" : above.spanId());
        assertThat(span.traceId()).as(name).isEqualTo(above == null ? span.traceId() : above.traceId());
    }

    /** A span that arrived; ours is called by the argument, a request by its path. */
    private record Exported(String name, String traceId, String spanId, String parentId) {

        static Exported of(io.opentelemetry.proto.trace.v1.Span span) {
            Map<String, String> attributes = new HashMap<>();
            span.getAttributesList()
                    .forEach(pair ->
                            attributes.put(pair.getKey(), pair.getValue().getStringValue()));
            String url = attributes.get("url.full");
            String path = url == null ? null : url.substring(url.lastIndexOf('/'));
            return new Exported(
                    attributes.getOrDefault("both.name", path == null ? span.getName() : path),
                    hex(span.getTraceId()),
                    hex(span.getSpanId()),
                    hex(span.getParentSpanId()));
        }

        private static String hex(ByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
    }

    private Map<String, Exported> exported() throws IOException {
        List<Exported> spans = new ArrayList<>();
        for (ByteString body : bodies) {
            spans(body).forEach(span -> spans.add(Exported.of(span)));
        }
        return spans.stream().collect(Collectors.toMap(Exported::name, Function.identity()));
    }
}
