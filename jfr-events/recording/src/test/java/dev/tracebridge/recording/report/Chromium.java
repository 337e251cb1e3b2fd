package dev.tracebridge.recording.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium with one page, spoken to by its DevTools protocol over the loopback. */
final class Chromium implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
    private static final long PATIENCE_SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final List<JsonNode> events = new ArrayList<>();
    private volatile CountDownLatch loaded = new CountDownLatch(1);
    private String session = "";

    private Chromium(Process process, URI address) {
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Incoming())
                .join();
    }

    /** Debian's. */
    static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path program, Path profile) throws IOException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--window-size=1280,1000",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                drain(output);
                return new Chromium(process, URI.create(matcher.group(1))).attach();
            }
            said.append(line).append('\n');
        }
        throw new IOException("chromium ended: " + said);
    }

    private static void drain(BufferedReader output) {
        Thread thread = new Thread(() -> output.lines().forEach(line -> {}), "chromium output");
        thread.setDaemon(true);
        thread.start();
    }

    private Chromium attach() throws IOException {
        String target = call("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asText();
        session = call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asText();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", Map.of());
        }
        return this;
    }

    /** Loads a page, and forgets the events of those before. */
    void open(Path page) throws IOException, InterruptedException {
        loaded = new CountDownLatch(1);
        synchronized (events) {
            events.clear();
        }
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        if (!loaded.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("not loaded: " + page);
        }
        settle();
    }

    /** Waits until what is drawn by frames is drawn. */
    void settle() throws IOException {
        evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    JsonNode evaluate(String script) throws IOException {
        JsonNode answer =
                call("Runtime.evaluate", Map.of("expression", script, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IOException(answer.get("exceptionDetails").toString());
        }
        return answer.get("result").path("value");
    }

    /** What the page complained of, in words. */
    List<String> complaints() {
        return texts("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded");
    }

    /** The addresses it asked for. */
    List<String> requests() {
        synchronized (events) {
            return events.stream()
                    .filter(event -> event.get("method").asText().equals("Network.requestWillBeSent"))
                    .map(event -> event.at("/params/request/url").asText())
                    .toList();
        }
    }

    private List<String> texts(String... methods) {
        synchronized (events) {
            return events.stream()
                    .filter(event ->
                            List.of(methods).contains(event.get("method").asText()))
                    .map(JsonNode::toString)
                    .toList();
        }
    }

    JsonNode call(String method, Map<String, ?> parameters) throws IOException {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        try {
            socket.sendText(JSON.writeValueAsString(message), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            JsonNode got = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (got.has("error")) {
                throw new IOException(method + ": " + got.get("error"));
            }
            return got.get("result");
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException(method, e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private final class Incoming implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            JsonNode node;
            try {
                node = JSON.readTree(message);
            } catch (IOException e) {
                throw new AssertionError(message, e);
            }
            if (node.has("id")) {
                answers.remove(node.get("id").asInt()).complete(node);
                return;
            }
            synchronized (events) {
                events.add(node);
            }
            if (node.path("method").asText().equals("Page.loadEventFired")) {
                loaded.countDown();
            }
        }
    }
}
