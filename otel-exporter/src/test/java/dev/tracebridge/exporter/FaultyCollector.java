package dev.tracebridge.exporter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A collector on the loopback interface that can fail in many ways, and keeps what it said it has taken. */
final class FaultyCollector implements AutoCloseable {

    private final int port;
    private final List<Span> taken = new CopyOnWriteArrayList<>();
    private final List<ResourceSpans> takenWhole = new CopyOnWriteArrayList<>();
    private final List<Long> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile Fault fault = Fault.NONE;
    private volatile CountDownLatch failures = new CountDownLatch(0);
    private HttpServer server;

    /** How it fails. */
    enum Fault {
        /** Not at all. */
        NONE,
        /** Takes the request and never answers. */
        HANG,
        /** Answers 429, to be asked again in two seconds. */
        TOO_MANY,
        /** Answers 503. */
        UNAVAILABLE,
        /** Answers 400 with what looks like a partial success. */
        BAD_REQUEST,
        /** Answers 200, and that three spans were rejected. */
        PARTIAL,
        /** Closes the connection in the middle of the request's body. */
        CUT_REQUEST,
        /** Closes the connection in the middle of the body of its answer. */
        CUT_ANSWER
    }

    private FaultyCollector(int port) {
        this.port = port;
    }

    /** One that answers on a free port. */
    static FaultyCollector start() throws IOException {
        FaultyCollector collector = ofFreePort();
        collector.listen();
        return collector;
    }

    /** One that refuses connections until {@link #listen}. */
    static FaultyCollector ofFreePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new FaultyCollector(socket.getLocalPort());
        }
    }

    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        serve();
    }

    void listen(SSLContext context) throws IOException {
        HttpsServer tls = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        tls.setHttpsConfigurator(new HttpsConfigurator(context));
        server = tls;
        serve();
    }

    private void serve() {
        server.createContext("/v1/traces", this::receive);
        server.setExecutor(executor);
        server.start();
    }

    /** From now on, refuses connections. */
    void stop() {
        server.stop(0);
    }

    /** From now on, fails so. */
    void fail(Fault how) {
        failures = new CountDownLatch(2);
        fault = how;
    }

    /** Waits until it was asked twice since it fails. */
    boolean awaitFailures() throws InterruptedException {
        return failures.await(60, TimeUnit.SECONDS);
    }

    private void receive(HttpExchange exchange) throws IOException {
        asked.add(System.nanoTime());
        Fault how = fault;
        failures.countDown();
        try (exchange) {
            if (how == Fault.CUT_REQUEST) {
                exchange.getRequestBody().read();
                return;
            }
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(
                    exchange.getRequestBody().readAllBytes());
            takenWhole.addAll(how == Fault.NONE ? request.getResourceSpansList() : List.of());
            List<Span> spans = request.getResourceSpansList().stream()
                    .flatMap(resource -> resource.getScopeSpansList().stream())
                    .flatMap(scope -> scope.getSpansList().stream())
                    .toList();
            answer(exchange, how, spans);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Fault how, List<Span> spans) throws IOException, InterruptedException {
        switch (how) {
            case NONE -> {
                taken.addAll(spans);
                exchange.sendResponseHeaders(200, -1);
            }
            case HANG -> closed.await();
            case TOO_MANY -> {
                exchange.getResponseHeaders().set("Retry-After", "2");
                exchange.sendResponseHeaders(429, -1);
            }
            case UNAVAILABLE -> exchange.sendResponseHeaders(503, -1);
            case BAD_REQUEST -> send(exchange, 400, partial(1));
            case PARTIAL -> {
                taken.addAll(spans.subList(Math.min(3, spans.size()), spans.size()));
                send(exchange, 200, partial(3));
            }
            case CUT_ANSWER -> {
                byte[] body = partial(3);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
            }
            default -> throw new IllegalStateException(how.name());
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] partial(int rejected) {
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setErrorMessage("no room for key=secret")
                        .setRejectedSpans(rejected))
                .build()
                .toByteArray();
    }

    int port() {
        return port;
    }

    /** The spans it said it has taken, in the order they came. */
    List<Span> taken() {
        return taken;
    }

    /** The spans of one process that it has taken while it did not fail. */
    List<Span> takenOf(long pid) {
        return takenWhole.stream()
                .filter(spans -> spans.getResource().getAttributesList().stream()
                        .anyMatch(attribute -> attribute.getKey().equals("process.pid")
                                && attribute.getValue().getIntValue() == pid))
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    /** When it was asked, by {@link System#nanoTime}. */
    List<Long> asked() {
        return asked;
    }

    @Override
    public void close() {
        closed.countDown();
        if (server != null) {
            server.stop(0);
        }
        executor.shutdownNow();
    }
}
