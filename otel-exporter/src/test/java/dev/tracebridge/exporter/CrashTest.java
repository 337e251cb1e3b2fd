package dev.tracebridge.exporter;

import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.exporter.CrashProgram.Ending;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What the repository of a JVM that died brings back. */
class CrashTest {

    private static final int KILLS = Boolean.getBoolean("tracebridge.nightly") ? 20 : 3;
    private static final long LOST_NANOS = Duration.ofMillis(1500).toNanos();
    private static final int UNTIL_KILLED = 50_000;

    @TempDir
    private Path repository;

    @Test
    void killedUnderLoadItLosesNoMoreThanTheLastFlush() throws Exception {
        for (int run = 0; run < KILLS; run++) {
            Path own = Files.createDirectory(repository.resolve("run" + run));
            int flushed = killAfter(UNTIL_KILLED + 1_000 * run, own);

            List<AssembledSpan> spans = spans(own);

            assertThat(spans).as("run %s", run).hasSizeGreaterThanOrEqualTo(flushed);
            assertWhole(spans);
        }
    }

    /** Returns how many spans had been emitted a while before. */
    private static int killAfter(int spans, Path repository) throws IOException, InterruptedException {
        Process process = start(repository, Ending.KILLED, Integer.MAX_VALUE);
        ArrayDeque<long[]> progress = new ArrayDeque<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            for (int emitted = 0; emitted < spans; ) {
                String line = out.readLine();
                // The JVM itself greets there too.
                if (line.startsWith(CrashProgram.EMITTED)) {
                    emitted = Integer.parseInt(line.substring(CrashProgram.EMITTED.length()));
                    progress.add(new long[] {System.nanoTime(), emitted});
                }
            }
        } finally {
            process.destroyForcibly();
        }
        long killed = System.nanoTime();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        int flushed = 0;
        while (killed - progress.peek()[0] > LOST_NANOS) {
            flushed = (int) progress.poll()[1];
        }
        assertThat(flushed).as("emitted long before the kill").isPositive();
        return flushed;
    }

    @ParameterizedTest
    @EnumSource(value = Ending.class, mode = Mode.EXCLUDE, names = "KILLED")
    void bringsBackWhatThereWasHoweverTheJvmEnds(Ending ending) throws Exception {
        Process process = start(repository, ending, 30_000);
        process.getInputStream().readAllBytes();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();

        List<AssembledSpan> spans = spans(repository);

        boolean hooksRan = ending == Ending.EXIT || ending == Ending.UNCAUGHT;
        assertThat(spans).hasSizeGreaterThanOrEqualTo(hooksRan ? 30_000 : 100);
        assertWhole(spans);
    }

    private static Process start(Path repository, Ending ending, int spans) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:FlightRecorderOptions:repository=" + repository,
                "-XX:StartFlightRecording:filename=" + repository.resolve("at-exit.jfr"),
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                CrashProgram.class.getName(),
                ending.name(),
                Integer.toString(spans));
        return builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    private static List<AssembledSpan> spans(Path repository) throws IOException {
        List<AssembledSpan> spans = new ArrayList<>();
        for (RecordedJvm jvm : RecordedJvm.find(repository, notice -> {})) {
            spans.addAll(Assembly.read(jvm).spans());
        }
        return spans;
    }

    /** Each span once, with both its ends and its thread; each inner one under its outer one; and none missing in between. */
    private static void assertWhole(List<AssembledSpan> spans) {
        Map<Long, AssembledSpan> byId = new TreeMap<>();
        for (AssembledSpan span : spans) {
            long id = span.attributes().get(longKey("qemu.migration.section_id"));
            String name = id % 2 == 0 ? "outer" : "inner";
            assertThat(byId.put(id, span)).as("the same span twice").isNull();
            assertThat(Stream.of("qemu.migration.id", "qemu.migration.end_id", "thread.name")
                            .map(key -> span.attributes().get(stringKey(key))))
                    .containsExactly(name, name, "main");
        }
        byId.forEach((id, span) -> {
            if (id % 2 == 1 && byId.containsKey(id - 1)) {
                assertThat(span.parent()).isEqualTo(byId.get(id - 1).context());
            }
        });
        long last = byId.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat((long) byId.size())
                .as("spans until the last one, but for its outer one")
                .isBetween(last, last + 1);
    }
}
