package dev.tracebridge.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The jars under measurement.
 *
 * @param agent ours
 * @param otelAgent OpenTelemetry's
 * @param demo with the command {@code analyze}
 */
record Jars(Path agent, Path otelAgent, Path demo) {

    /**
     * Finds them.
     *
     * @param tree the root of the source tree, built
     */
    static Jars in(Path tree) {
        Jars jars = new Jars(
                tree.resolve("agent/target/tracebridge.jar"),
                tree.resolve("agent/bench/target/opentelemetry-javaagent.jar"),
                tree.resolve("demo/target/tracebridge-demo.jar"));
        for (Path jar : new Path[] {jars.agent, jars.otelAgent, jars.demo}) {
            if (!Files.isReadable(jar)) {
                throw new IllegalArgumentException(jar + " is not there: mvn package -pl agent/bench -am makes it");
            }
        }
        return jars;
    }

    /** The class path that a program with tracepoints needs: its own classes and the annotations. */
    String programClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.matches(".*(tracebridge-(bench|annotations)[^/]*\\.jar|bench/target/classes"
                        + "|annotations/target/classes)"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    double agentMegabytes() {
        try {
            return Files.size(agent) / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
