package dev.tracebridge.exporter;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.GrpcResponse;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.MessageWriter;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Finds out, where another sender's connection broke, whether the other side speaks HTTP/1 only. What the sender itself says of that depends on which of
 * the two closed the connection first.
 */
final class ProbingGrpcSender implements GrpcSender {

    /** How the message begins of a failure for which this is the reason. */
    static final String FOUND_HTTP_1 = "expected HTTP/2, found HTTP/1";

    private static final int PATIENCE_MILLIS = 1000;
    private static final byte[] ANSWER = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    private final GrpcSender sender;
    private final URI endpoint;

    ProbingGrpcSender(GrpcSender sender, URI endpoint) {
        this.sender = sender;
        this.endpoint = endpoint;
    }

    @Override
    public void send(MessageWriter message, Consumer<GrpcResponse> onResponse, Consumer<Throwable> onError) {
        sender.send(message, onResponse, error -> onError.accept(explained(error)));
    }

    private Throwable explained(Throwable error) {
        boolean broke = error instanceof IOException && !(error instanceof ConnectException);
        return broke && "http".equals(endpoint.getScheme()) && speaksHttp1()
                ? new IOException(FOUND_HTTP_1 + ": " + error, error)
                : error;
    }

    private boolean speaksHttp1() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(endpoint.getHost(), endpoint.getPort()), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            String request = "HEAD / HTTP/1.1\r\nHost: " + endpoint.getHost() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(ANSWER.length);
            return Arrays.equals(answer, ANSWER);
        } catch (IOException | IllegalArgumentException unknown) {
            return false;
        }
    }

    @Override
    public CompletableResultCode shutdown() {
        return sender.shutdown();
    }
}
