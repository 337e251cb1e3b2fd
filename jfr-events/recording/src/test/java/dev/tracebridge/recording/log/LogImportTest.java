package dev.tracebridge.recording.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebridge.catalogue.EventRole;
import dev.tracebridge.recording.TracepointType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogImportTest {

    private static final String LOG = """
            11@1700000000.000001:session_state new state setup
            11@1700000000.000100:disk_flush_start\s
            12@1700000000.000150:disk_read_start id=7 offset=0x1000
            11@1700000000.000180:disk_page pc.ram/0x2000
            11@1700000000.000200:disk_flush_end\s
            13@1700000000.000400:disk_read_end id=7 ret=-5
            11@1700000000.001000:session_state new state done
            """;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("out.jfr");
    }

    private SourceSummary run(String log) {
        return Imports.run(LogImport.with(Imports.model()), file(), Imports.log("test.log", log))
                .get(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11@1700000000.000001:session_state new state setup\n",
                "0@0.000000:disk_flush_start \n",
                "2026-11-21T09:26:51.280285Z session_state new state setup\n",
                "2026-11-21T09:26:51Z session_state new state setup\n",
                "session_state new state setup\ndisk_flush_start \n",
                "1@1.000000:two_lines a=1\nb=2\n1@1.000001:disk_flush_start \n",
                // What does not fit is kept as it is.
                "1@1.000000:disk_flush_start \n1@1.000001:disk_flush_end",
                "1@1.000000:disk_flush_start \n01@1.000001:disk_flush_end \n",
            })
    void printsWhatItRead(String last) throws IOException {
        String second = last.startsWith("2026") ? "1795253210" : "0";
        String log = ("1@" + second + ".999999:disk_page x/0x1\n").repeat(20) + last;
        run(log);

        assertThat(new String(Imports.printed(file()), StandardCharsets.UTF_8)).isEqualTo(log);
    }

    @Test
    void keepsBytesThatAreNoText() throws IOException {
        byte[] good = "1@1.000000:disk_page pc.ram/0x1\n".repeat(20).getBytes(StandardCharsets.ISO_8859_1);
        byte[] odd = "1@1.000000:disk_page \u00ff\u001b[31m/0x1\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] log = Arrays.copyOf(good, good.length + odd.length);
        System.arraycopy(odd, 0, log, good.length, odd.length);

        List<SourceSummary> summaries =
                Imports.run(LogImport.with(Imports.model()), file(), Imports.log("test.log", log));

        assertThat(summaries.get(0).kept()).isEqualTo(1);
        assertThat(Imports.printed(file())).isEqualTo(log);
    }

    @Test
    void hasTimesThreadsAndArguments() throws IOException {
        run(LOG);

        RecordedEvent page = Imports.events(file(), "test.disk.disk_page").get(0);
        assertThat(page.getStartTime()).isEqualTo(Instant.parse("2023-11-14T22:13:20.000180Z"));
        assertThat(page.getThread().getOSThreadId()).isEqualTo(11);
        assertThat(page.getString("block")).isEqualTo("pc.ram");
        assertThat(page.getLong("offset")).isEqualTo(0x2000);
        assertThat(page.getLong("logLine")).isEqualTo(4);
        assertThat(page.getBoolean("inSpan")).isFalse();
        assertThat(TracepointType.of(page.getEventType()).orElseThrow().declaration())
                .isEqualTo("disk_page(const char *block, uint64_t offset) \"%s/0x%\"PRIx64");
    }

    /** Readers reckon times as floating-point numbers from where a chunk begins. */
    @ParameterizedTest
    @ValueSource(ints = {60, 365, 800})
    void isExactToTheMicrosecondHoweverLongTheLog(int days) throws IOException {
        List<Instant> times = new ArrayList<>();
        StringBuilder log = new StringBuilder();
        for (int i = 0; i <= 100; i++) {
            Instant time = Instant.parse("2026-11-21T09:26:51.280285Z")
                    .plus(Duration.ofDays(days).dividedBy(100).multipliedBy(i))
                    .plus(i, ChronoUnit.MICROS)
                    .truncatedTo(ChronoUnit.MICROS);
            String record = i == 0 ? "disk_flush_start " : i == 100 ? "disk_flush_end " : "disk_page x/0x1";
            log.append(
                    String.format(Locale.ROOT, "7@%d.%06d:%s\n", time.getEpochSecond(), time.getNano() / 1000, record));
            times.add(time);
        }
        run(log.toString());

        assertThat(Imports.events(file(), "test.disk.disk_page"))
                .extracting(RecordedEvent::getStartTime)
                .containsExactlyElementsOf(times.subList(1, 100));
        RecordedEvent flush = Imports.events(file(), "test.disk.disk_flush").get(0);
        assertThat(flush.getStartTime()).isEqualTo(times.get(0));
        assertThat(flush.getEndTime()).isEqualTo(times.get(100));
        assertThat(flush.getDuration()).isEqualTo(Duration.between(times.get(0), times.get(100)));
        assertThat(Imports.printed(file())).asString().isEqualTo(log.toString());
    }

    @Test
    void derivesSpansAcrossThreads() throws IOException {
        run(LOG);

        RecordedEvent read = Imports.events(file(), "test.disk.disk_read").get(0);
        assertThat(read.getDuration()).isEqualTo(Duration.ofNanos(250_000));
        assertThat(read.getThread("startThread").getOSThreadId()).isEqualTo(12);
        assertThat(read.getThread().getOSThreadId()).isEqualTo(13);
        assertThat(read.getInt("id")).isEqualTo(7);
        assertThat(read.getInt("ret")).isEqualTo(-5);
        assertThat(read.getString("endedBy")).isEqualTo("disk_read_end");
        assertThat(read.getString("error")).isNull();
        assertThat(Imports.events(file(), "test.disk.disk_read_start")).allMatch(event -> event.getBoolean("inSpan"));
    }

    @Test
    void derivesStatesUnderOneRoot() throws IOException {
        run(LOG);

        RecordedEvent state = Imports.events(file(), "test.disk.session_state").get(0);
        RecordedEvent flush = Imports.events(file(), "test.disk.disk_flush").get(0);
        assertThat(state.getString("new_")).isEqualTo("setup");
        assertThat(state.getString("next")).isEqualTo("done");
        assertThat(state.getDuration()).isEqualTo(Duration.ofNanos(999_000));
        assertThat(flush.getLong("parentId"))
                .isEqualTo(state.getLong("parentId"))
                .isNotZero();
        assertThat(flush.getLong("traceIdLow")).isEqualTo(state.getLong("traceIdLow"));
        assertThat(TracepointType.of(state.getEventType()).orElseThrow().role()).isEqualTo(EventRole.STATES);
    }

    @Test
    void derivesPhases() throws IOException {
        run("""
                1@1.000000:checkpoint stopping
                1@1.000010:checkpoint halfway
                1@1.000030:checkpoint stopped
                1@1.000040:checkpoint other
                """);

        List<RecordedEvent> steps = Imports.events(file(), "test.disk.checkpoint");
        assertThat(steps).extracting(step -> step.getString("name")).containsExactly("stopping", "halfway");
        assertThat(steps).extracting(step -> step.getString("next")).containsExactly("halfway", "stopped");
        assertThat(steps.get(1).getLong("parentId"))
                .isEqualTo(steps.get(0).getLong("parentId"))
                .isNotZero();
    }

    @Test
    void endsWithAnErrorOrNotAtAll() throws IOException {
        run("""
                1@1.000000:disk_read_start id=1 offset=0x1
                1@1.000001:disk_read_start id=2 offset=0x2
                1@1.000005:disk_read_error id=1: no such: block
                1@1.000009:disk_page x/0x1
                """);

        List<RecordedEvent> reads = Imports.events(file(), "test.disk.disk_read");
        assertThat(reads).extracting(read -> read.getInt("id")).containsExactly(1, 2);
        assertThat(reads.get(0).getString("error")).isEqualTo("disk_read_error: no such: block");
        assertThat(reads.get(1).getBoolean("unfinished")).isTrue();
        assertThat(reads.get(1).getDuration()).isEqualTo(Duration.ofNanos(8000));
    }

    @Test
    void pairsByTimeWhereThreadsStandOutOfOrder() throws IOException {
        run("""
                2@1.000027:disk_read_end id=1 ret=0
                1@1.000000:disk_read_start id=1 offset=0x1
                """);

        assertThat(Imports.events(file(), "test.disk.disk_read"))
                .extracting(RecordedEvent::getDuration)
                .containsExactly(Duration.ofNanos(27_000));
        assertThat(new String(Imports.printed(file()), StandardCharsets.UTF_8))
                .startsWith("2@1.000027:")
                .contains("\n1@1.000000:");
    }

    @Test
    void givesTheSameIdsEachTime() throws IOException {
        run(LOG);
        byte[] first = Files.readAllBytes(file());
        run(LOG);

        assertThat(Files.readAllBytes(file())).isEqualTo(first);
        run(LOG.replace("0x2000", "0x3000"));
        long other = Imports.events(file(), "test.disk.disk_read").get(0).getLong("spanId");
        Files.write(file(), first);
        assertThat(Imports.events(file(), "test.disk.disk_read").get(0).getLong("spanId"))
                .isNotEqualTo(other);
    }

    @Test
    void tellsLogsApart() throws IOException {
        List<SourceSummary> summaries = Imports.run(
                LogImport.with(Imports.model()),
                file(),
                Imports.log("a.log", "1@1.000000:disk_read_start id=1 offset=0x1\n1@1.000002:disk_page x/0x1\n"),
                Imports.log("a.log", "1@0.900000:disk_read_end id=1 ret=0\n"));

        assertThat(summaries).extracting(SourceSummary::name).containsExactly("a.log", "a.log 2");
        assertThat(Imports.events(file(), "test.disk.disk_read"))
                .extracting(read -> read.getBoolean("unfinished"))
                .containsExactly(true);
        assertThat(new String(Imports.printed(file()), StandardCharsets.UTF_8))
                .isEqualTo("1@1.000000:disk_read_start id=1 offset=0x1\n1@1.000002:disk_page x/0x1\n"
                        + "1@0.900000:disk_read_end id=1 ret=0\n");
    }

    @Test
    void countsWhatItLeavesOut() {
        SourceSummary summary = run("""
                qemu-system-x86_64: warning: something
                2026-11-21T09:27:29.264148Z qemu-system-x86_64: text
                1@1.000000:elsewhere_done x=1
                1@1.000000:disk_page x

                """ + "1@1.000000:disk_page x/0x1\n".repeat(30));

        assertThat(summary.lines()).isEqualTo(35);
        assertThat(summary.records()).isEqualTo(30);
        assertThat(summary.kept()).isEqualTo(1);
        assertThat(summary.unknown()).isEqualTo(1);
        assertThat(summary.skipped()).isEqualTo(3);
        assertThat(summary.unknownNames()).containsExactly(new SourceSummary.NameCount("elsewhere_done", 1));
    }

    @Test
    void keepsNoSensitiveArgument() throws IOException {
        SourceSummary summary = run("1@1.000000:disk_login me secret\n".repeat(20) + "1@1.000000:disk_login secret\n");

        assertThat(summary.kept()).isEqualTo(1);
        assertThat(new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret");
        assertThat(new String(Imports.printed(file()), StandardCharsets.UTF_8))
                .isEqualTo("1@1.000000:disk_login me ?\n".repeat(20));
    }

    @Test
    void ordersRecordsWithoutTimesFromTheGivenStart() throws IOException {
        Instant start = Instant.parse("2026-03-01T12:00:00Z");
        List<SourceSummary> summaries = Imports.run(
                LogImport.with(Imports.model()).startingAt(start),
                file(),
                Imports.log("test.log", "disk_page x/0x1\ndisk_page x/0x2\n"));

        assertThat(summaries.get(0).untimed()).isEqualTo(2);
        assertThat(Imports.events(file(), "test.disk.disk_page"))
                .extracting(RecordedEvent::getStartTime)
                .containsExactly(start, start.plusNanos(1000));
    }

    @Test
    void readsGzip() throws IOException {
        Imports.run(LogImport.with(Imports.model()), file(), Imports.log("test.log.gz", zipped(LOG)));

        assertThat(new String(Imports.printed(file()), StandardCharsets.UTF_8)).isEqualTo(LOG);
    }

    @Test
    void refusesATruncatedGzip() throws IOException {
        byte[] zipped = zipped(LOG.repeat(1000));

        assertThatThrownBy(() -> Imports.run(
                        LogImport.with(Imports.model()),
                        file(),
                        Imports.log("test.log.gz", Arrays.copyOf(zipped, zipped.length / 2))))
                .isInstanceOf(LogImportException.class)
                .hasMessage("test.log.gz: expected more of the gzip file, found its end: it is truncated");
    }

    @Test
    void refusesABinaryFile() {
        assertThatThrownBy(() -> run("ELF\0\1\2"))
                .isInstanceOf(LogImportException.class)
                .hasMessageContaining("test.log: expected a trace log, found a binary file: byte 0 at offset 3");
    }

    @Test
    void refusesATextThatIsNoLog() {
        assertThatThrownBy(() -> run("Dear reader,\nthis is a letter.\n"))
                .isInstanceOf(LogImportException.class)
                .hasMessage("test.log: expected records of QEMU's trace, found none in 2 lines");
    }

    @Test
    void refusesTheCatalogueOfAnotherVersion() {
        assertThatThrownBy(() -> run(
                        "1@1.000000:disk_page x\n".repeat(3) + "1@1.000000:disk_trim x\n1@1.000000:disk_page x/0x1\n"))
                .isInstanceOf(LogImportException.class)
                .hasMessage("test.log: 4 of 5 records do not fit trace-events, which is probably another version's: "
                        + "disk_page (3 with other arguments), disk_trim (1, not in the catalogue)");
    }

    @Test
    void refusesALineWithoutEnd() {
        assertThatThrownBy(() -> run(LOG + "x".repeat(2 << 20)))
                .isInstanceOf(LogImportException.class)
                .hasMessageContaining("found a line longer than 1048576 bytes after line 7");
    }

    @Test
    void readsManyBlocks() throws IOException {
        StringBuilder log = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            String time = String.format("%d@%d.%06d:", i % 3 + 1, 1_700_000_000 + i / 1000, i % 1000 * 1000);
            log.append(time).append(i % 7 == 0 ? "two_lines a=" + i + "\nb=-1\n" : "disk_page b/0x" + i + "\n");
        }
        SourceSummary summary = run(log.toString());

        assertThat(summary.records()).isEqualTo(100_000);
        assertThat(new String(Imports.printed(file()), StandardCharsets.UTF_8).equals(log.toString()))
                .isTrue();
        assertThat(RecordingFile.readAllEvents(file())).hasSize(1 + 100_000);
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
