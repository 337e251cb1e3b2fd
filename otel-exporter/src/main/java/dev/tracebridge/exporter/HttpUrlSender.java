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
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.HttpsURLConnection;

/**
 * Sends OTLP over the JDK's oldest HTTP client. It needs no module besides {@code java.base}, starts in a tenth of the time that
 * {@code java.net.http} or OkHttp takes and loads a thousand classes less.
 *
 * <p>Requests are sent one after the other by one daemon thread. <b>Progress:</b> a request is over, one way or the other, when the configured
 * timeout has passed twice for each attempt, whatever the other side does.
 */
final class HttpUrlSender implements HttpSender {

    private static final int RESPONSE_LIMIT = 4 * 1024 * 1024;

    private final HttpSenderConfig config;
    private final URI endpoint;
    private final ExecutorService executor;
    private final ScheduledThreadPoolExecutor watch;

    HttpUrlSender(HttpSenderConfig config) {
        this.config = config;
        this.endpoint = config.getEndpoint();
        this.executor = Executors.newSingleThreadExecutor(daemons("tracebridge-otlp"));
        this.watch = new ScheduledThreadPoolExecutor(1, daemons("tracebridge-otlp-watch"));
        watch.setRemoveOnCancelPolicy(true);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
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
        Compressor compressor = config.getCompressor();
        if (compressor == null && message instanceof EncodedSpans.Body encoded) {
            return encoded.encoded();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.max(64, message.getContentLength()));
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
                Duration retryAfter = Duration.ZERO;
                try {
                    HttpAnswer response = post(body);
                    if (last || !ExportFailure.isTemporary(response.status())) {
                        answered(response, onResponse, onError);
                        return;
                    }
                    retryAfter = response.retryAfter();
                } catch (IOException e) {
                    if (last) {
                        onError.accept(e);
                        return;
                    }
                }
                // Full jitter, so that many JVMs do not come back to a restarted collector at once.
                Thread.sleep(retryAfter.toMillis() + ThreadLocalRandom.current().nextLong(backoff.toMillis() + 1));
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

    private static void answered(HttpAnswer answer, Consumer<HttpResponse> onResponse, Consumer<Throwable> onError) {
        boolean taken = answer.status() / 100 == 2;
        Optional<PartialSuccess> partial = taken ? PartialSuccess.in(answer.body()) : Optional.empty();
        if (partial.isPresent()) {
            onError.accept(partial.get());
        } else {
            onResponse.accept(answer);
        }
    }

    private HttpAnswer post(byte[] body) throws IOException {
        HttpURLConnection connection = connect();
        // Its own timeouts are those of single reads, and there is none for writing.
        Future<?> cut = watch.schedule(connection::disconnect, cutMillis(), TimeUnit.MILLISECONDS);
        try {
            return post(connection, body);
        } finally {
            cut.cancel(false);
        }
    }

    private long cutMillis() {
        long read = millis(config.getTimeout());
        return read == 0 ? Long.MAX_VALUE : millis(config.getConnectTimeout()) + read;
    }

    private HttpAnswer post(HttpURLConnection connection, byte[] body) throws IOException {
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
        byte[] answer = answer(connection, status);
        return new HttpAnswer(
                status,
                Objects.requireNonNullElse(connection.getResponseMessage(), ""),
                answer,
                HttpAnswer.retryAfter(connection.getHeaderField("Retry-After"), Instant.now()));
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
            byte[] body = stream == null ? new byte[0] : stream.readNBytes(limit);
            if (body.length < Math.min(limit, connection.getContentLengthLong())) {
                throw new EOFException("the connection was cut in the middle of the answer");
            }
            return body;
        }
    }

    private static int millis(Duration timeout) {
        return timeout == null ? 0 : (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    }

    @Override
    public CompletableResultCode shutdown() {
        executor.shutdownNow();
        watch.shutdownNow();
        return CompletableResultCode.ofSuccess();
    }
}
