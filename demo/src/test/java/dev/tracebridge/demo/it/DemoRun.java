package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One {@code demo/run}, as a user starts it, on the JDK of the tests; what it left is the same for all who ask.
 *
 * @param folder where its files are
 * @param out what it printed
 * @param seconds how long it took
 */
record DemoRun(Path folder, String out, double seconds) {

    static final Path TREE =
            Path.of(System.getProperty("basedir")).toAbsolutePath().getParent();

    private static final long LIMIT_SECONDS = 180;

    private static DemoRun once;

    static synchronized DemoRun once() {
        if (once == null) {
            once = another();
        }
        return once;
    }

    /** A further run, whose files take the place of those of the one before. */
    static DemoRun another() {
        long start = System.nanoTime();
        String out = run(List.of(TREE.resolve("demo/run").toString()));
        return new DemoRun(TREE.resolve("demo/target/run"), out, (System.nanoTime() - start) / 1e9);
    }

    Path source() {
        return folder.resolve("source.jfr");
    }

    Path destination() {
        return folder.resolve("destination.jfr");
    }

    List<Path> recordings() {
        return List.of(source(), destination());
    }

    String spans() throws IOException {
        return Files.readString(folder.resolve("spans.jsonl"));
    }

    /** What a tool of the JDK prints. */
    static String tool(String name, String... arguments) {
        return tool(Path.of(System.getProperty("java.home")), name, arguments);
    }

    /** What a tool of some JDK prints. */
    static String tool(Path jdk, String name, String... arguments) {
        return run(command(jdk.resolve("bin").resolve(name), arguments));
    }

    /** What a command of the agent's jar prints. */
    static String tracebridge(String... arguments) {
        return run(command(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                concat(List.of("-jar", System.getProperty("tracebridge.jar")), List.of(arguments))));
    }

    private static String[] concat(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toArray(String[]::new);
    }

    private static List<String> command(Path program, String... arguments) {
        return List.of(concat(List.of(program.toString()), List.of(arguments)));
    }

    private static String run(List<String> command) {
        try {
            Path out = Files.createTempFile("tracebridge", ".out");
            try {
                return run(command, out.toFile());
            } finally {
                Files.delete(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String run(List<String> command, File out) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("OTEL_") || name.startsWith("TRACE"));
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(out).redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .as("%s ends in time", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("exit code of %s", command).isZero();
        return Files.readString(out.toPath());
    }
}
