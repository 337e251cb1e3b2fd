package dev.tracebridge.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One JVM from start to end.
 *
 * @param seconds from before it was started until it was gone
 * @param megabytes the most memory it had resident, as Linux counts it ({@code VmHWM} of proc(5))
 * @param processorSeconds of all its threads, but for its last two milliseconds
 * @param output its standard output
 */
record ProcessRun(double seconds, double megabytes, double processorSeconds, String output) {

    private static final long INTERVAL_MILLIS = 2;
    private static final long LIMIT_NANOS = TimeUnit.MINUTES.toNanos(5);

    /**
     * Runs the JDK of this JVM.
     *
     * @param errors takes its standard error
     * @param arguments JVM options, main class, arguments
     * @throws IOException where it fails or takes longer than five minutes
     */
    static ProcessRun java(Path errors, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(OTEL|TRACEBRIDGE)_.*|TRACEPARENT|TRACESTATE"));
        long started = System.nanoTime();
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            double kilobytes = 0;
            Duration processor = Duration.ZERO;
            while (!process.waitFor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                processor = process.info().totalCpuDuration().orElse(processor);
                kilobytes = Math.max(kilobytes, residentKilobytes(process.pid()));
                if (System.nanoTime() - started > LIMIT_NANOS) {
                    throw new IOException("no end after 5 minutes: " + String.join(" ", command));
                }
            }
            double seconds = (System.nanoTime() - started) / 1e9;
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new IOException("exit code " + process.exitValue() + " of " + String.join(" ", command) + "\n"
                        + Files.readString(errors));
            }
            return new ProcessRun(seconds, kilobytes / 1000, processor.toNanos() / 1e9, output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static double residentKilobytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", ""));
                }
            }
        } catch (IOException gone) {
            return 0;
        }
        return 0;
    }
}
