package dev.tracebridge.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A collector on the loopback interface that counts the spans of each service by their {@code section_id}, and can go away for a while. */
final class CountingCollector implements AutoCloseable {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, BitSet> seen = new HashMap<>();
    private final Map<String, Long> twice = new HashMap<>();
    private HttpServer server;
    private final int port;

    private CountingCollector(HttpServer server) {
        this.server = server;
        this.port = server.getAddress().getPort();
    }

    static CountingCollector start() throws IOException {
        CountingCollector collector = new CountingCollector(server(0));
        collector.serve();
        return collector;
    }

    private static HttpServer server(int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    private void serve() {
        server.createContext("/v1/traces", this::receive);
        server.setExecutor(executor);
        server.start();
    }

    void goAway() {
        server.stop(0);
    }

    void comeBack() throws IOException {
        server = server(port);
        serve();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(
                    exchange.getRequestBody().readAllBytes());
            answer(exchange, request);
        }
    }

    /** Where the answer cannot be given since the collector goes away, the request has not come. */
    private synchronized void answer(HttpExchange exchange, ExportTraceServiceRequest request) throws IOException {
        exchange.sendResponseHeaders(200, -1);
        request.getResourceSpansList().forEach(this::count);
    }

    private void count(ResourceSpans spans) {
        String service = text(spans.getResource().getAttributesList(), "service.name");
        BitSet ids = seen.computeIfAbsent(service, any -> new BitSet());
        for (ScopeSpans scope : spans.getScopeSpansList()) {
            for (Span span : scope.getSpansList()) {
                int id = (int) number(span.getAttributesList(), "qemu.migration.section_id");
                if (ids.get(id)) {
                    twice.merge(service, 1L, Long::sum);
                }
                ids.set(id);
            }
        }
    }

    private static String text(List<KeyValue> attributes, String key) {
        return find(attributes, key).getValue().getStringValue();
    }

    private static long number(List<KeyValue> attributes, String key) {
        return find(attributes, key).getValue().getIntValue();
    }

    private static KeyValue find(List<KeyValue> attributes, String key) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals(key)) {
                return attribute;
            }
        }
        throw new IllegalArgumentException(key);
    }

    String endpoint() {
        return "http://localhost:" + port;
    }

    /** How many spans of a service have come, each counted once. */
    synchronized long arrived(PacedProgram.Exporter service) {
        BitSet ids = seen.get(service.name());
        return ids == null ? 0 : ids.cardinality();
    }

    /** How many came again. */
    synchronized long twice(PacedProgram.Exporter service) {
        return twice.getOrDefault(service.name(), 0L);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
