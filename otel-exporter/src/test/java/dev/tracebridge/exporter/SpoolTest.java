package dev.tracebridge.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.FaultyCollector.Fault;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM leaves in the folder of {@code spool.dir}, and what the next one makes of it. */
class SpoolTest {

    @TempDir
    private Path folder;

    private final List<Program> programs = new ArrayList<>();

    @AfterEach
    void killAll() {
        programs.forEach(program -> program.process.destroyForcibly());
    }

    @Test
    void theNextStartExportsWhatTheLastOneLeft() throws Exception {
        try (FaultyCollector collector = FaultyCollector.ofFreePort()) {
            Program first = start(collector);
            first.emit(1000, 0);
            first.awaitLog("refused");
            assertThat(first.end())
                    .contains(
                            "received 1000, exported 0 (0 spans), dropped 0, pending 1000; what is pending is kept in ");
            assertThat(entries()).hasSize(1);

            collector.listen();
            Program second = start(collector);
            second.emit(500, 1000);
            second.awaitLog("exported what an earlier process left in ");
            assertThat(second.end())
                    .contains("received 1000, exported 1000 (1000 spans), dropped 0, pending 0\n")
                    .contains("export ended: received 500, exported 500 (500 spans), dropped 0, pending 0\n");

            assertThat(sections(collector)).isEqualTo(range(1500));
            assertThat(sectionsOf(collector, first))
                    .as("with the resource of its own process")
                    .isEqualTo(range(1000));
            assertThat(entries()).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessHasFlushedArrivesOnce() throws Exception {
        try (FaultyCollector collector = FaultyCollector.start()) {
            Program first = start(collector);
            first.emit(1000, 0);
            await(() -> collector.taken().size() == 1000);
            collector.fail(Fault.UNAVAILABLE);
            first.emit(1000, 1000);
            assertThat(collector.awaitFailures()).isTrue();
            first.process.destroyForcibly().waitFor();
            // What a kill may leave in the middle of writing.
            Path entry = entries().get(0);
            Files.write(entry.resolve("tail.jfr"), new byte[100]);
            Files.write(entry.resolve("9999.jfr"), "FLR\0".getBytes(UTF_8));
            Files.write(lastOf(entry, "arrived-"), new byte[5], StandardOpenOption.APPEND);
            Files.createDirectory(folder.resolve("spool/.new-1-2-3"));

            collector.fail(Fault.NONE);
            Program second = start(collector);
            second.awaitLog("exported what an earlier process left in ");
            second.end();

            List<Long> arrived = sections(collector);
            assertThat(arrived).doesNotHaveDuplicates().containsAll(range(1000)).isSubsetOf(range(2000));
            assertThat(arrived.size()).as("what had been flushed").isGreaterThan(1000);
            assertThat(sectionsOf(collector, first)).hasSameSizeAs(arrived);
            assertThat(entries()).isEmpty();
        }
    }

    @Test
    void twoProcessesKeepApart() throws Exception {
        try (FaultyCollector collector = FaultyCollector.ofFreePort()) {
            Program first = start(collector);
            first.emit(100, 0);
            first.awaitLog("refused");
            Program second = start(collector);
            second.emit(100, 100);
            second.awaitLog("refused");
            assertThat(entries()).hasSize(2);

            collector.listen();
            assertThat(first.end() + second.end()).doesNotContain("an earlier process left");
            assertThat(sections(collector)).isEqualTo(range(200));
            assertThat(sectionsOf(collector, first)).isEqualTo(range(100));
            assertThat(entries()).isEmpty();
        }
    }

    private static List<Long> range(int end) {
        return LongStream.range(0, end).boxed().toList();
    }

    private static List<Long> sections(FaultyCollector collector) {
        return collector.taken().stream().map(OutageTest::section).sorted().toList();
    }

    private static List<Long> sectionsOf(FaultyCollector collector, Program program) {
        return collector.takenOf(program.process.pid()).stream()
                .map(OutageTest::section)
                .sorted()
                .toList();
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> found = Files.list(folder.resolve("spool"))) {
            return found.filter(file -> file.getFileName().toString().startsWith("jvm-"))
                    .sorted()
                    .toList();
        }
    }

    private static Path lastOf(Path entry, String name) throws IOException {
        try (Stream<Path> found = Files.list(entry)) {
            return found.filter(file -> file.getFileName().toString().startsWith(name))
                    .sorted()
                    .reduce((one, later) -> later)
                    .orElseThrow();
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Program start(FaultyCollector collector) throws IOException {
        Program program = new Program(folder.resolve("spool"), collector);
        programs.add(program);
        return program;
    }

    private static final class Program {

        private final Process process;
        private final List<String> log = new CopyOnWriteArrayList<>();
        private final Thread reader = new Thread(this::read, "program-log");

        Program(Path spool, FaultyCollector collector) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SpoolProgram.class.getName(),
                    spool.toString());
            builder.environment().keySet().removeIf(name -> name.startsWith("OTEL_"));
            builder.environment().put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:" + collector.port());
            process = builder.start();
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
                lines.lines().forEach(log::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void emit(int count, int first) throws IOException {
            process.getOutputStream().write((count + " " + first + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        }

        void awaitLog(String text) {
            await(() -> log.stream().anyMatch(line -> line.contains(text)));
        }

        String end() throws IOException, InterruptedException {
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            reader.join();
            return String.join("\n", log) + "\n";
        }
    }
}
