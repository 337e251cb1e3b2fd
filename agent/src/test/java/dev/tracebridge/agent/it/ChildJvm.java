package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A JVM of the same version as the tests', with or without the agent's real jar.
 */
final class ChildJvm {

    private static final long TIMEOUT_SECONDS = 120;

    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    static Path agentJar() {
        return Path.of(System.getProperty("tracebridge.jar"));
    }

    static String javaTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The class path element that a class was loaded from. */
    static Path classPathOf(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (java.net.URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static ChildJvm withAgent(String options) {
        return new ChildJvm().with("-javaagent:" + agentJar() + (options.isEmpty() ? "" : "=" + options));
    }

    static ChildJvm withoutAgent() {
        return new ChildJvm();
    }

    ChildJvm with(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    ChildJvm environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ChildJvm classPath(Path... elements) {
        List<String> paths = new ArrayList<>();
        for (Path element : elements) {
            paths.add(element.toString());
        }
        return with("-cp", String.join(File.pathSeparator, paths));
    }

    Running start() {
        List<String> command = new ArrayList<>(List.of(javaTool("java"), "-Xmx256m", "-Xshare:auto"));
        command.addAll(arguments);
        return start(command, environment);
    }

    Result run() {
        return start().join();
    }

    static Result tool(Map<String, String> environment, String... command) {
        return start(List.of(command), environment).join();
    }

    private static Running start(List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("TRACEBRIDGE_")
                        || name.startsWith("OTEL_")
                        || name.equals("TRACEPARENT")
                        || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        try {
            return new Running(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JVM that has been started. */
    static final class Running {

        private final Process process;
        private final CompletableFuture<String> err;
        private final BufferedReader out;

        Running(Process process) {
            this.process = process;
            this.err = inBackground(() -> text(process.getErrorStream()));
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        long pid() {
            return process.pid();
        }

        String readLine() {
            try {
                return out.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Tells an application that waits for it to go on. */
        void closeInput() {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Result join() {
            CompletableFuture<String> rest = inBackground(() -> {
                StringBuilder text = new StringBuilder();
                for (String line = readLine(); line != null; line = readLine()) {
                    text.append(line).append('\n');
                }
                return text.toString();
            });
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError("the child JVM does not end; it said: " + err.join());
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                throw new AssertionError(e);
            }
            return new Result(process.exitValue(), rest.join(), err.join());
        }

        /** Not the common pool, which may have a single thread. */
        private static CompletableFuture<String> inBackground(Supplier<String> work) {
            return CompletableFuture.supplyAsync(work, task -> {
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
    }

    /** What is left of a JVM that has ended. */
    record Result(int exitCode, String out, String err) {

        Result assertExit(int expected) {
            assertThat(exitCode).as("exit code; standard error: %s", err).isEqualTo(expected);
            return this;
        }

        /** The agent's lines without their prefix. */
        List<String> agentLines() {
            return err.lines()
                    .filter(line -> line.startsWith("[tracebridge "))
                    .map(line -> line.substring(line.indexOf("] [") + 2))
                    .map(line -> line.substring(line.indexOf("] ") + 2))
                    .toList();
        }
    }
}
