package dev.tracebridge.recording.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.recording.report.MigrationReport;
import dev.tracebridge.recording.report.RecordingReport;
import dev.tracebridge.recording.report.Side;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/** Logs of QEMU 7.2, recorded from real migrations, and its whole catalogue. */
class QemuLogTest {

    private static Catalogue catalogue;
    private static ImportModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void readCatalogue() {
        String file = System.getProperty("tracebridge.qemu.catalogue");
        assumeTrue(file != null, "needs QEMU 7.2: -Dtracebridge.qemu.catalogue=FILE");
        catalogue = Catalogue.read(Path.of(file));
        model = ImportModel.ofQemu(catalogue);
    }

    private static byte[] log(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(QemuLogTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }

    private Path run(LogInput... logs) throws IOException {
        Path file = folder.resolve("out.jfr");
        try (OutputStream out = Files.newOutputStream(file)) {
            LogImport.with(model).run(List.of(logs), out);
        }
        return file;
    }

    private static Map<String, Integer> counts(Path file) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                counts.merge(recording.readEvent().getEventType().getName(), 1, Integer::sum);
            }
        }
        return counts;
    }

    @ParameterizedTest
    @CsvSource({"multifd-source.log.gz, 159", "postcopy-source.log.gz, 57081", "postcopy-destination.log.gz, 38168"})
    void comesOutAsItWentIn(String name, int lines) throws IOException {
        byte[] log = log(name);

        Path file = run(Imports.log(name, log));

        assertThat(Arrays.equals(Imports.printed(file), log)).isTrue();
        int records = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                records += event.hasField("logLine") ? 1 : 0;
            }
        }
        assertThat(records).isEqualTo(lines);
    }

    @Test
    void readsBackWhateverTheWholeCataloguePrints() {
        ArgumentPatternTest.readsBack(catalogue, 20);
    }

    @Test
    void derivesWhatHappened() throws Exception {
        Path file = run(
                Imports.log("source.log", log("postcopy-source.log.gz")),
                Imports.log("destination.log", log("postcopy-destination.log.gz")));

        Map<String, Integer> counts = counts(file);
        assertThat(counts)
                .containsEntry("qemu.migration.migrate_set_state", 11)
                .containsEntry("qemu.migration.migration_bitmap_sync", 2)
                .containsEntry("qemu.migration.loadvm_state", 1)
                .containsEntry("qemu.migration.postcopy_pause_incoming", 1);
        IItemCollection items = JfrLoaderToolkit.loadEvents(file.toFile());
        long events = items.stream().mapToLong(IItemIterable::getItemCount).sum();
        assertThat(events)
                .isEqualTo(counts.values().stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void isReportedOn() throws IOException {
        Path file = run(
                Imports.log("source.log", log("postcopy-source.log.gz")),
                Imports.log("destination.log", log("postcopy-destination.log.gz")));

        List<RecordingReport> sides = MigrationReport.read(List.of(file)).recordings();

        assertThat(sides)
                .extracting(side -> side.log().orElseThrow(), RecordingReport::side)
                .containsExactlyInAnyOrder(
                        tuple("source.log", Side.SOURCE), tuple("destination.log", Side.DESTINATION));
        assertThat(sides).allSatisfy(side -> {
            assertThat(side.states()).singleElement().satisfies(sequence -> {
                assertThat(sequence.outcome()).contains("completed");
                assertThat(sequence.steps())
                        .extracting(step -> step.state())
                        .containsSubsequence(
                                "postcopy-active", "postcopy-paused", "postcopy-recover", "postcopy-active");
            });
            assertThat(side.figures().pauses())
                    .singleElement()
                    .satisfies(pause -> assertThat(pause.resumed()).isTrue());
            assertThat(side.unfinished().counts()).isEmpty();
        });
        assertThat(sides)
                .filteredOn(side -> side.side() == Side.SOURCE)
                .singleElement()
                .satisfies(source -> assertThat(source.rounds()).hasSize(2));
    }

    /**
     * The bar is a million lines a second on one core; a core that others heat gets three times as long, and a JVM has to start and to compile.
     */
    @Test
    void importsMillionsOfLinesInBoundedMemory() throws Exception {
        Path log = folder.resolve("long.log");
        int lines = Boolean.getBoolean("tracebridge.nightly") ? 10_000_000 : 1_000_000;
        writeLong(log, lines);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path out = folder.resolve("long.jfr");

        Process process = new ProcessBuilder(
                        java,
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-XX:ActiveProcessorCount=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongImport.class.getName(),
                        System.getProperty("tracebridge.qemu.catalogue"),
                        out.toString())
                .redirectInput(log.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();

        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(folder.resolve("said")).content().startsWith(lines + " records");
        assertThat(process.exitValue()).isZero();
        String[] said = Files.readString(folder.resolve("said")).split("\\s+");
        assertThat(Long.parseLong(said[2])).isLessThan(10_000 + 3L * lines / 1_000);
        assertThat(Long.parseLong(said[4])).isLessThan(512 << 10);
    }

    /** Logs of the source, one after the other in time. */
    private static void writeLong(Path file, int lines) throws IOException {
        String[] records = new String(log("postcopy-source.log.gz"), StandardCharsets.UTF_8).split("\n");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < lines; i++) {
                String record = records[i % records.length];
                int at = record.indexOf('@') + 1;
                int dot = record.indexOf('.', at);
                long second = Long.parseLong(record.substring(at, dot)) + 30L * (i / records.length);
                String later = record.substring(0, at) + second + record.substring(dot) + '\n';
                out.write(later.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** Imports standard input. */
    static final class LongImport {

        private LongImport() {}

        public static void main(String[] arguments) throws IOException {
            ImportModel model = ImportModel.ofQemu(Catalogue.read(Path.of(arguments[0])));
            try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]))) {
                SourceSummary summary = LogImport.with(model)
                        .run(List.of(new LogInput("stdin", System.in)), out)
                        .get(0);
                long millis = ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow()
                        .toMillis();
                String peak = Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .findFirst()
                        .orElseThrow()
                        .replaceAll("\\D", "");
                System.out.println(summary.records() + " records " + millis + " ms " + peak + " KiB");
            }
        }
    }
}
