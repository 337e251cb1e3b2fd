package dev.tracebridge.recording.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as QEMU's {@code trace/simple.c} lays them out; Debian's QEMU is built without that backend. */
class SimpleSourceTest {

    private static final int DISK_READ_START = 0;
    private static final int DISK_READ_END = 1;
    private static final int DISK_PAGE = 5;

    @TempDir
    private Path folder;

    private static byte[] trace(int version, ByteOrder order) {
        ByteBuffer out = ByteBuffer.allocate(4096).order(order);
        out.putLong(-1L).putLong(0xf2b177cb0aa429b4L).putLong(version);
        int offset = version == 4 ? 70 : 0;
        if (version == 4) {
            map(out, DISK_READ_START + offset, "disk_read_start");
            map(out, DISK_READ_END + offset, "disk_read_end");
            map(out, DISK_PAGE + offset, "disk_page");
        }
        record(out, version, DISK_READ_START + offset, 5_000, 16).putLong(7).putLong(0x1000);
        byte[] text = "pc.ram".getBytes(StandardCharsets.US_ASCII);
        record(out, version, DISK_PAGE + offset, 6_000, 4 + text.length + 8)
                .putInt(text.length)
                .put(text)
                .putLong(0x2000);
        record(out, version, 0xfffffffffffffffeL, 6_500, 8).putLong(3);
        record(out, version, DISK_READ_END + offset, 9_000, 16).putLong(7).putLong(-5);
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void map(ByteBuffer out, long id, String name) {
        out.putLong(0).putLong(id).putInt(name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
    }

    private static ByteBuffer record(ByteBuffer out, int version, long id, long time, int arguments) {
        if (version == 4) {
            out.putLong(1);
        }
        return out.putLong(id).putLong(time).putInt(24 + arguments).putInt(4711);
    }

    @ParameterizedTest
    @CsvSource({"3, LITTLE_ENDIAN", "3, BIG_ENDIAN", "4, LITTLE_ENDIAN", "4, BIG_ENDIAN"})
    void readsBothVersionsOfBothKindsOfHosts(int version, String order) throws IOException {
        byte[] trace = trace(version, order.startsWith("L") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        Path file = folder.resolve("out.jfr");
        Instant start = Instant.parse("2026-03-01T12:00:00Z");

        List<SourceSummary> summaries =
                Imports.run(LogImport.with(Imports.model()).startingAt(start), file, Imports.log("trace-4711", trace));

        assertThat(summaries.get(0).records()).isEqualTo(3);
        assertThat(summaries.get(0).dropped()).isEqualTo(3);
        RecordedEvent read = Imports.events(file, "test.disk.disk_read").get(0);
        assertThat(read.getStartTime()).isEqualTo(start);
        assertThat(read.getDuration()).isEqualTo(Duration.ofNanos(4000));
        assertThat(read.getInt("ret")).isEqualTo(-5);
        assertThat(new String(Imports.printed(file), StandardCharsets.UTF_8)).isEqualTo("""
                4711@1772366400.000000:disk_read_start id=7 offset=0x1000
                4711@1772366400.000001:disk_page pc.ram/0x2000
                4711@1772366400.000004:disk_read_end id=7 ret=-5
                """);
    }

    @Test
    void saysThatTimesAreNotOfTheDay() {
        List<SourceSummary> summaries = Imports.run(
                LogImport.with(Imports.model()),
                folder.resolve("out.jfr"),
                Imports.log("trace-4711", trace(4, ByteOrder.LITTLE_ENDIAN)));

        assertThat(summaries.get(0).untimed()).isEqualTo(3);
    }

    @Test
    void refusesOtherVersions() {
        assertRefused(trace(2, ByteOrder.LITTLE_ENDIAN), "expected a simple trace of version 3 or 4, found version 2");
    }

    @Test
    void refusesATruncatedFile() {
        byte[] trace = trace(4, ByteOrder.LITTLE_ENDIAN);
        assertRefused(Arrays.copyOf(trace, trace.length - 3), "expected 16 bytes at offset");
    }

    @Test
    void refusesARecordThatIsTooLong() {
        byte[] trace = trace(4, ByteOrder.LITTLE_ENDIAN);
        ByteBuffer bytes = ByteBuffer.wrap(trace).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(trace.length - 16 - 8, Integer.MAX_VALUE);
        assertRefused(trace, "expected a record of at most 65536 bytes, found one of 2147483623");
    }

    @Test
    void refusesARecordWithoutName() {
        byte[] trace = trace(4, ByteOrder.LITTLE_ENDIAN);
        ByteBuffer.wrap(trace).order(ByteOrder.LITTLE_ENDIAN).putLong(trace.length - 16 - 24, 4242);
        assertRefused(trace, "a record of event 4242, which has no name so far");
    }

    private void assertRefused(byte[] trace, String message) {
        assertThatThrownBy(() -> Imports.run(
                        LogImport.with(Imports.model()), folder.resolve("out.jfr"), Imports.log("trace", trace)))
                .isInstanceOf(LogImportException.class)
                .hasMessageStartingWith("trace: ")
                .hasMessageContaining(message);
    }
}
