package dev.tracebridge.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program of the tests run in a JVM of its own. */
final class ChildJvm {

    private static final long LIMIT_SECONDS = 120;

    private final Class<?> program;
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private ChildJvm(Class<?> program) {
        this.program = program;
    }

    static ChildJvm of(Class<?> program) {
        return new ChildJvm(program);
    }

    ChildJvm option(String option) {
        jvmOptions.add(option);
        return this;
    }

    ChildJvm arguments(Object... values) {
        for (Object value : values) {
            arguments.add(value.toString());
        }
        return this;
    }

    ChildJvm variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs it to its end. */
    Outcome run() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACEPARENT"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        CompletableFuture<String> out = read(process.getInputStream());
        CompletableFuture<String> err = read(process.getErrorStream());
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        Outcome outcome = new Outcome(ended ? process.exitValue() : -1, out.join(), err.join());
        assertThat(ended).as("ended within %s s: %s", LIMIT_SECONDS, outcome).isTrue();
        return outcome;
    }

    /** Not in the common pool, which may have a single thread. */
    private static CompletableFuture<String> read(InputStream stream) {
        return CompletableFuture.supplyAsync(() -> text(stream), task -> {
            Thread thread = new Thread(task, "child-jvm-output");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How it ended and what it printed. */
    record Outcome(int exitCode, String out, String err) {}
}
