package dev.tracebridge.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@link PacedProgram} in a JVM of its own. */
final class PacedJvm implements AutoCloseable {

    private static final Pattern RESULT =
            Pattern.compile("emitted (\\d+) clock (\\d+) processor (\\d+) exporter (\\d+)");

    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "paced-log");
    private final BufferedReader out;

    /**
     * What it has done.
     *
     * @param emitted spans
     * @param clock nanoseconds a span with its work took
     * @param processor of those, what the processor spent on the thread
     * @param exporter milliseconds that the processor spent on the exporter's thread
     */
    record Result(long emitted, long clock, long processor, long exporter) {}

    private PacedJvm(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        reader.setDaemon(true);
        reader.start();
    }

    static PacedJvm start(PacedProgram.Exporter exporter, String endpoint, int threads, int rate, long millis, int work)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                PacedProgram.class.getName(),
                exporter.name(),
                Integer.toString(threads),
                Integer.toString(rate),
                Long.toString(millis),
                Integer.toString(work));
        builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
        builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint);
        builder.environment().put("OTEL_SERVICE_NAME", exporter.name());
        PacedJvm jvm = new PacedJvm(builder.start());
        assertThat(jvm.out.readLine()).isEqualTo("ready");
        return jvm;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
            lines.lines().forEach(log::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until all is emitted. */
    Result result() throws IOException {
        String line = out.readLine();
        Matcher found = RESULT.matcher(String.valueOf(line));
        assertThat(found.matches()).as("%s, %s", line, log).isTrue();
        return new Result(
                Long.parseLong(found.group(1)),
                Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)),
                Long.parseLong(found.group(4)));
    }

    /** Lets it end, and returns the last line it wrote to its log. */
    String end() throws IOException, InterruptedException {
        process.getOutputStream().close();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        reader.join();
        return log.isEmpty() ? "" : log.get(log.size() - 1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
