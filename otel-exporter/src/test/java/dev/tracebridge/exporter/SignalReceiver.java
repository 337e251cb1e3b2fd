package dev.tracebridge.exporter;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A collector on the loopback interface that keeps spans, log records and metrics, whichever requests they came in. */
final class SignalReceiver implements AutoCloseable {

    /** A span, log record or metric with what it stands under. */
    record Item(Resource resource, InstrumentationScope scope, Message message) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, List<ByteString>> bodies = new ConcurrentHashMap<>();

    private SignalReceiver(HttpServer server) {
        this.server = server;
    }

    static SignalReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SignalReceiver receiver = new SignalReceiver(server);
        server.createContext("/", receiver::receive);
        server.setExecutor(receiver.executor);
        server.start();
        return receiver;
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream in = zipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                bodies.computeIfAbsent(exchange.getRequestURI().getPath(), path -> new CopyOnWriteArrayList<>())
                        .add(ByteString.readFrom(in));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Item> spans() throws InvalidProtocolBufferException {
        List<Item> items = new ArrayList<>();
        for (ExportTraceServiceRequest request : requests("/v1/traces", ExportTraceServiceRequest.parser())) {
            request.getResourceSpansList()
                    .forEach(resource -> resource.getScopeSpansList()
                            .forEach(scope -> scope.getSpansList()
                                    .forEach(span -> items.add(
                                            new Item(resource.getResource(), scope.getScope(), sorted(span))))));
        }
        return items;
    }

    List<Item> logs() throws InvalidProtocolBufferException {
        List<Item> items = new ArrayList<>();
        for (ExportLogsServiceRequest request : requests("/v1/logs", ExportLogsServiceRequest.parser())) {
            request.getResourceLogsList()
                    .forEach(resource -> resource.getScopeLogsList()
                            .forEach(scope -> scope.getLogRecordsList()
                                    .forEach(log -> items.add(
                                            new Item(resource.getResource(), scope.getScope(), sorted(log))))));
        }
        return items;
    }

    /** The order of attributes means nothing, and not everybody keeps it. */
    private static List<KeyValue> sorted(List<KeyValue> attributes) {
        return attributes.stream()
                .sorted(Comparator.comparing(KeyValue::getKey))
                .toList();
    }

    private static Span sorted(Span span) {
        Span.Builder sorted = span.toBuilder().clearAttributes().addAllAttributes(sorted(span.getAttributesList()));
        sorted.getEventsBuilderList().forEach(event -> {
            List<KeyValue> attributes = sorted(event.getAttributesList());
            event.clearAttributes().addAllAttributes(attributes);
        });
        return sorted.build();
    }

    /** The Collector also gives a record without a body an empty one. */
    private static LogRecord sorted(LogRecord log) {
        LogRecord.Builder sorted = log.toBuilder().clearAttributes().addAllAttributes(sorted(log.getAttributesList()));
        return log.getBody().equals(AnyValue.getDefaultInstance())
                ? sorted.clearBody().build()
                : sorted.build();
    }

    List<Item> metrics() throws InvalidProtocolBufferException {
        List<Item> items = new ArrayList<>();
        for (ExportMetricsServiceRequest request : requests("/v1/metrics", ExportMetricsServiceRequest.parser())) {
            request.getResourceMetricsList()
                    .forEach(resource -> resource.getScopeMetricsList()
                            .forEach(scope -> scope.getMetricsList()
                                    .forEach(metric ->
                                            items.add(new Item(resource.getResource(), scope.getScope(), metric)))));
        }
        return items;
    }

    private <M> List<M> requests(String path, Parser<M> parser) throws InvalidProtocolBufferException {
        List<M> requests = new ArrayList<>();
        for (ByteString body : bodies.getOrDefault(path, List.of())) {
            requests.add(parser.parseFrom(body));
        }
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
