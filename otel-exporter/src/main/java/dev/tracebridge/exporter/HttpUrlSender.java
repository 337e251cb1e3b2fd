package dev.tracebridge.exporter;

import io.opentelemetry.api.impl.InstrumentationUtil;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.Compressor;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;

/**
 * Sends OTLP over the JDK's oldest HTTP client. It needs no module besides {@code java.base}, starts in a tenth of the time that
 * {@code java.net.http} or OkHttp takes and loads a thousand classes less.
 *
 * <p>Requests are sent one after the other by one daemon thread.
 */
final class HttpUrlSender implements HttpSender {

    // https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes
    private static final Set<Integer> RETRYABLE = Set.of(429, 502, 503, 504);
    private static final int RESPONSE_LIMIT = 4 * 1024 * 1024;

    private final HttpSenderConfig config;
    private final URI endpoint;
    private final ExecutorService executor;

    HttpUrlSender(HttpSenderConfig config) {
        this.config = config;
        this.endpoint = config.getEndpoint();
        this.executor = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "tracebridge-otlp");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void send(MessageWriter message, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
        byte[] body;
        try {
            body = body(message);
            // Another tracer's agent is not to make spans of what we send.
            executor.execute(
                    () -> InstrumentationUtil.suppressInstrumentation(() -> deliver(body, onResponse, onError)));
        } catch (IOException | RejectedExecutionException e) {
            onError.accept(e);
        }
    }

    private byte[] body(MessageWriter message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, message.getContentLength()));
        Compressor compressor = config.getCompressor();
        try (OutputStream out = compressor == null ? bytes : compressor.compress(bytes)) {
            message.writeMessage(out);
        }
        return bytes.toByteArray();
    }

    private void deliver(byte[] body, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
        RetryPolicy policy = config.getRetryPolicy();
        int attempts = policy == null ? 1 : policy.getMaxAttempts();
        Duration backoff = policy == null ? Duration.ZERO : policy.getInitialBackoff();
        try {
            for (int attempt = 1; ; attempt++) {
                boolean last = attempt >= attempts;
                try {
                    Response response = post(body);
                    if (last || !RETRYABLE.contains(response.getStatusCode())) {
                        onResponse.accept(response);
                        return;
                    }
                } catch (IOException e) {
                    if (last) {
                        onError.accept(e);
                        return;
                    }
                }
                // Full jitter, so that many JVMs do not come back to a restarted collector at once.
                Thread.sleep(ThreadLocalRandom.current().nextLong(backoff.toMillis() + 1));
                long grown = (long) (backoff.toMillis() * policy.getBackoffMultiplier());
                backoff =
                        Duration.ofMillis(Math.min(grown, policy.getMaxBackoff().toMillis()));
            }
        } catch (InterruptedException shutdown) {
            onError.accept(shutdown);
        } catch (RuntimeException e) {
            onError.accept(e);
        }
    }

    private Response post(byte[] body) throws IOException {
        HttpURLConnection connection = connect();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout(millis(config.getConnectTimeout()));
        connection.setReadTimeout(millis(config.getTimeout()));
        connection.setRequestProperty("Content-Type", config.getContentType());
        if (config.getCompressor() != null) {
            connection.setRequestProperty(
                    "Content-Encoding", config.getCompressor().getEncoding());
        }
        Map<String, List<String>> headers = config.getHeadersSupplier().get();
        if (headers != null) {
            headers.forEach((name, values) -> values.forEach(value -> connection.addRequestProperty(name, value)));
        }
        // A body of known length is never sent a second time behind our back.
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        return new Response(
                status, Objects.requireNonNullElse(connection.getResponseMessage(), ""), answer(connection, status));
    }

    private HttpURLConnection connect() throws IOException {
        Proxy proxy = null;
        if (config.getProxyOptions() != null) {
            List<Proxy> proxies = config.getProxyOptions().getProxySelector().select(endpoint);
            proxy = proxies.isEmpty() ? null : proxies.get(0);
        }
        URLConnection connection = proxy == null
                ? endpoint.toURL().openConnection()
                : endpoint.toURL().openConnection(proxy);
        if (connection instanceof HttpsURLConnection tls && config.getSslContext() != null) {
            tls.setSSLSocketFactory(config.getSslContext().getSocketFactory());
        }
        return (HttpURLConnection) connection;
    }

    /** Read to its end, within reason, so that the connection can be used again. */
    private byte[] answer(HttpURLConnection connection, int status) throws IOException {
        long configured = config.getMaxResponseBodySize();
        int limit = (int) (configured <= 0 ? RESPONSE_LIMIT : Math.min(configured, RESPONSE_LIMIT));
        // An error without a body has no stream, and asking for the other one throws.
        try (InputStream stream = status >= HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getErrorStream()
                : connection.getInputStream()) {
            return stream == null ? new byte[0] : stream.readNBytes(limit);
        }
    }

    private static int millis(Duration timeout) {
        return timeout == null ? 0 : (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    }

    @Override
    public CompletableResultCode shutdown() {
        executor.shutdownNow();
        return CompletableResultCode.ofSuccess();
    }

    private record Response(int status, String message, byte[] body) implements HttpResponse {

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return message;
        }

        @Override
        public byte[] getResponseBody() {
            return body;
        }
    }
}
