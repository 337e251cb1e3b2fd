package dev.tracebridge.demo.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.demo.qemu.QemuTrace;
import dev.tracebridge.recording.log.ImportModel;
import dev.tracebridge.recording.log.LogImport;
import dev.tracebridge.recording.log.LogInput;
import dev.tracebridge.recording.log.SourceSummary;
import dev.tracebridge.recording.print.PrintForm;
import dev.tracebridge.recording.print.RecordingPrint;
import dev.tracebridge.recording.report.MigrationReport;
import dev.tracebridge.recording.report.RecordingReport;
import dev.tracebridge.recording.report.Side;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;

/**
 * The logs of a migration as one recording.
 *
 * @param file the recording
 * @param logs what it was made of
 * @param summaries what the import says of each log
 */
record ImportedMigration(Path file, List<Path> logs, List<SourceSummary> summaries) {

    private static final Pattern EXPORTED =
            Pattern.compile("received (\\d+), exported (\\d+) \\((\\d+) spans\\), dropped (\\d+)");
    private static final Pattern SUMMARY_LINE = Pattern.compile("^ (qemu\\S+) +(\\d+) +\\d+ *$", Pattern.MULTILINE);
    private static final int NEWEST = 25;

    static ImportedMigration of(TracedPair pair) throws IOException {
        Path file = pair.folder().resolve("migration.jfr");
        ImportModel model = ImportModel.ofQemu(Catalogue.read(QemuTrace.catalogue(pair.version())));
        List<LogInput> inputs = new ArrayList<>();
        try (InputStream source = Files.newInputStream(pair.logs().get(0));
                InputStream destination = Files.newInputStream(pair.logs().get(1));
                OutputStream out = Files.newOutputStream(file)) {
            inputs.add(new LogInput("source.log", source));
            inputs.add(new LogInput("destination.log", destination));
            return new ImportedMigration(
                    file, pair.logs(), LogImport.with(model).run(inputs, out));
        }
    }

    MigrationReport report() {
        return MigrationReport.read(List.of(file));
    }

    RecordingReport side(Side side) {
        return report().recordings().stream()
                .filter(recording -> recording.side() == side)
                .findFirst()
                .orElseThrow();
    }

    /** Every line is an event, and what is printed is the logs. */
    void holdsWhatWasLogged() throws IOException {
        assertThat(summaries).allSatisfy(summary -> {
            assertThat(summary.records()).isEqualTo(summary.lines());
            assertThat(summary.skipped() + summary.kept() + summary.unknown()).isZero();
        });
        Path printed = file.resolveSibling("printed.log");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(printed))) {
            RecordingPrint.as(PrintForm.LOG, false).run(List.of(file), out);
        }
        Path logged = file.resolveSibling("logged.log");
        try (OutputStream out = Files.newOutputStream(logged)) {
            for (Path log : logs) {
                Files.copy(log, out);
            }
        }
        assertThat(Files.mismatch(printed, logged)).isEqualTo(-1);
    }

    /** The JDK's parser, JDK Mission Control's and the newest JDK's tool count the same events. */
    void isReadAlikeByAll() throws Exception {
        Map<String, Long> events = new TreeMap<>();
        long lines = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                events.merge(event.getEventType().getName(), 1L, Long::sum);
                lines += event.hasField("logLine") ? 1 : 0;
            }
        }
        assertThat(lines)
                .isEqualTo(summaries.stream().mapToLong(SourceSummary::lines).sum());
        long items = 0;
        for (IItemIterable some : JfrLoaderToolkit.loadEvents(file.toFile())) {
            items += some.getItemCount();
        }
        assertThat(items)
                .isEqualTo(events.values().stream().mapToLong(Long::longValue).sum());
        events.keySet().removeIf(name -> !name.startsWith("qemu"));
        assertThat(summary()).isEqualTo(events);
    }

    private Map<String, Long> summary() throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        Matcher line = SUMMARY_LINE.matcher(DemoRun.tool(newestJdk(), "jfr", "summary", file.toString()));
        while (line.find()) {
            // The tool lists a type once for each pair of names it has; chunks have their own.
            counts.merge(line.group(1), Long.parseLong(line.group(2)), Long::sum);
        }
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    private static Path newestJdk() throws IOException {
        Path own = Path.of(System.getProperty("java.home"));
        if (Runtime.version().feature() >= NEWEST) {
            return own;
        }
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(own.getParent(), Path.of("/usr/lib/jvm"))) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> jdks = Files.list(folder)) {
                    found.addAll(jdks.filter(ImportedMigration::isNew).toList());
                }
            }
        }
        assumeTrue(!found.isEmpty(), "needs JDK 25 or newer beside this one or in /usr/lib/jvm");
        return found.get(0);
    }

    private static boolean isNew(Path jdk) {
        Properties release = new Properties();
        try (InputStream in = Files.newInputStream(jdk.resolve("release"))) {
            release.load(in);
        } catch (IOException e) {
            return false;
        }
        String version = release.getProperty("JAVA_VERSION", "").replace("\"", "");
        return !version.isEmpty()
                && Runtime.Version.parse(version).feature() >= NEWEST
                && Files.isExecutable(jdk.resolve("bin/jfr"));
    }

    /** All events arrive, and the migration is one of the spans. */
    void isExported() throws IOException {
        Path spans = file.resolveSibling("spans.jsonl");
        String told = DemoRun.tracebridge("export", "--output", spans.toString(), file.toString());
        Matcher counts = EXPORTED.matcher(told);
        assertThat(counts.find()).as(told).isTrue();
        assertThat(Long.parseLong(counts.group(1)))
                .as(told)
                .isEqualTo(Long.parseLong(counts.group(2)) + Long.parseLong(counts.group(4)));
        assertThat(Long.parseLong(counts.group(3))).as(told).isPositive();
        assertThat(Files.readString(spans))
                .contains(
                        "\"name\":\"migration\"", "\"name\":\"migration_bitmap_sync\"", "\"name\":\"savevm_section\"");
    }
}
