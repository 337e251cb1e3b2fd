package dev.tracebridge.demo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tracebridge.demo.OwnThread;
import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.demo.stream.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {

    @TempDir
    private Path folder;

    @Test
    void migratesAGuestAndChecksItsMemory() throws Exception {
        Path address = folder.resolve("address");
        CompletableFuture<Run> destination = CompletableFuture.supplyAsync(
                () -> Run.of(
                        "destination",
                        "--listen",
                        "127.0.0.1:0",
                        "--address-file",
                        address.toString(),
                        "--ram",
                        "16M",
                        "--run-for",
                        "50ms",
                        "--check",
                        "--json"),
                OwnThread.EACH);
        while (!Files.exists(address)) {
            Thread.onSpinWait();
        }
        Run source = Run.of(
                "source",
                "--to",
                Files.readString(address).strip(),
                "--ram",
                "16M",
                "--warm-up",
                "50ms",
                "--check",
                "--json");
        Run received = destination.get();

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(received.exitCode()).as(received.err()).isZero();
        assertThat(json(source.out()))
                .containsEntry("status", "completed")
                .containsEntry("memory-equal", "true")
                .containsEntry("guest-runs-here", "false");
        assertThat(json(received.out()))
                .containsEntry("status", "completed")
                .containsEntry("memory-equal", "true")
                .containsEntry("normal-pages", json(source.out()).get("normal-pages"))
                .containsKeys("guest-gap", "guest-heartbeats");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--multifd-channels 2 --multifd-flush section --zero-pages legacy"
                        + " | --multifd-channels 2 --multifd-flush section | zero-pages",
                "--xbzrle-cache 32M | --timeout 20s | xbzrle-pages",
                "--machine none | --machine none | total-time",
                "--postcopy-after 0s --postcopy-preempt --max-postcopy-bandwidth 32M"
                        + " | --postcopy-preempt | postcopy-requests",
                "--auto-converge --no-switchover-start | --recover-for 1s | dirty-sync-count",
            })
    void migratesInEachOfItsWays(String sourceOptions, String destinationOptions, String result) throws Exception {
        Path address = folder.resolve("address");
        String waiting = "destination --listen 127.0.0.1:0 --ram 16M --run-for 10ms --check --json --address-file "
                + address + " " + destinationOptions;
        CompletableFuture<Run> destination =
                CompletableFuture.supplyAsync(() -> Run.of(waiting.split(" ")), OwnThread.EACH);
        while (!Files.exists(address)) {
            Thread.onSpinWait();
        }
        String going = "source --to " + Files.readString(address).strip()
                + " --ram 16M --warm-up 50ms --max-bandwidth 32M --dirty-rate 40M --working-set 4M --downtime-limit 50ms"
                + " --check --json " + sourceOptions;
        Run source = Run.of(going.split(" "));
        Run received = destination.get();

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(received.exitCode()).as(received.err()).isZero();
        assertThat(json(source.out()))
                .containsEntry("status", "completed")
                .containsEntry("memory-equal", "true")
                .containsEntry("guest-may-run-there", "false")
                .containsKey(result);
        assertThat(json(received.out())).containsEntry("guest-runs-here", "true");
    }

    @Test
    void givesUpWhenItIsTold() throws Exception {
        Path address = folder.resolve("address");
        CompletableFuture<Run> destination = CompletableFuture.supplyAsync(
                () -> Run.of(("destination --listen 127.0.0.1:0 --ram 64M --address-file " + address).split(" ")),
                OwnThread.EACH);
        while (!Files.exists(address)) {
            Thread.onSpinWait();
        }
        Run source = Run.of(("source --to " + Files.readString(address).strip()
                        + " --ram 64M --max-bandwidth 1M --warm-up 1ms --cancel-after 20ms")
                .split(" "));

        assertThat(source.exitCode()).isEqualTo(1);
        assertThat(source.out()).containsPattern("status +cancelled").containsPattern("guest runs here +true");
        assertThat(source.err()).isEqualTo("demo: cancelled" + System.lineSeparator());
        assertThat(destination.get().exitCode()).isEqualTo(3);
    }

    @Test
    void writesAFileAndTakesTheGuestFromIt() {
        String file = folder.resolve("guest.bin").toString();
        Run source = Run.of("source", "--to-file", file, "--ram", "16M", "--warm-up", "20ms");
        Run destination = Run.of("destination", "--from-file", file, "--ram", "16M", "--run-for", "20ms");

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(source.out()).containsPattern("status +completed").containsPattern("transferred +\\d+\\.\\d [KM]iB");
        assertThat(source.err()).isEmpty();
        assertThat(destination.exitCode()).as(destination.err()).isZero();
        assertThat(destination.out()).containsPattern("guest runs here +true");
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("guest.bin"), "This is no stream.");
        Run run = Run.of("destination", "--from-file", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("demo: " + file + ": offset 0: expected magic 0x5145564d (QEVM), found 0x54686973"
                        + System.lineSeparator());
    }

    @Test
    void analyzesAFileOfItsOwn() {
        String file = folder.resolve("guest.bin").toString();
        Run source = Run.of("source", "--to-file", file, "--ram", "16M", "--warm-up", "20ms");
        Run state = Run.of("analyze", file);
        Run description = Run.of("analyze", "--dump", "desc", file);
        Run summary = Run.of("analyze", "-d", "summary", file);

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(state.exitCode()).as(state.err()).isZero();
        assertThat(state.out())
                .contains("\"section sizes\"")
                .contains("\"globalstate (")
                .endsWith("}\n");
        assertThat(description.out()).contains("\"vmsd_name\": \"globalstate\"");
        assertThat(summary.out())
                .containsPattern("complete +true")
                .containsPattern("devices +7\\b")
                .containsPattern("command SWITCHOVER START +1\\b");
    }

    @Test
    void parksAMachineAndBringsItBack() {
        String original = folder.resolve("original.bin").toString();
        String parked = folder.resolve("parked.bin").toString();
        String back = folder.resolve("back.bin").toString();
        Run source = Run.of("source", "--to-file", original, "--ram", "16M", "--warm-up", "20ms");
        Run receive = Run.of("receive", "--listen", "exec:cat " + original, "--to", parked);
        Run send = Run.of("send", "--from", parked, "--to", "exec:cat > " + back, "--json");
        Run destination = Run.of("destination", "--from-file", back, "--ram", "16M", "--run-for", "20ms");

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(receive.exitCode()).as(receive.err()).isZero();
        assertThat(receive.out()).containsPattern("devices +7\\b");
        assertThat(send.exitCode()).as(send.err()).isZero();
        assertThat(send.out()).contains("\"devices\":7").contains("\"confirmed\":false");
        assertThat(destination.exitCode()).as(destination.err()).isZero();
        assertThat(destination.out()).containsPattern("guest runs here +true");
    }

    @Test
    void bringsAMachineBackOverSeveralChannels() throws Exception {
        Path address = folder.resolve("address");
        String parked = folder.resolve("parked.bin").toString();
        String back = folder.resolve("back.bin").toString();
        String multifd = " --multifd-channels 2 --multifd-flush section";
        Run source = Run.of("source", "--to-file", parked, "--ram", "16M", "--warm-up", "20ms");
        String waiting = "receive --listen tcp:127.0.0.1:0 --to " + back + " --address-file " + address + multifd;
        CompletableFuture<Run> receive =
                CompletableFuture.supplyAsync(() -> Run.of(waiting.split(" ")), OwnThread.EACH);
        while (!Files.exists(address)) {
            Thread.onSpinWait();
        }
        String going = "send --from " + parked + " --to "
                + Files.readString(address).strip() + multifd + " --zero-pages legacy --json";
        Run send = Run.of(going.split(" "));
        Run destination = Run.of("destination", "--from-file", back, "--ram", "16M", "--run-for", "20ms");

        assertThat(source.exitCode()).as(source.err()).isZero();
        assertThat(send.exitCode()).as(send.err()).isZero();
        assertThat(json(send.out())).containsEntry("confirmed", "true").containsEntry("devices", "7");
        assertThat(receive.get().exitCode()).as(receive.get().err()).isZero();
        assertThat(destination.exitCode()).as(destination.err()).isZero();
        assertThat(destination.out()).containsPattern("guest runs here +true");
    }

    @Test
    void sendsNothingOfAMachineWhosePagesMultifdDoesNotCarry() throws IOException {
        Path file = folder.resolve("large-pages.bin");
        Files.write(file, Written.by(output -> {
            StreamWriter writer = StreamWriter.of(output);
            writer.header();
            writer.sectionHeader(new SectionHeader(SectionType.START, 2, "ram", 0, RamWriter.VERSION));
            RamWriter ram = RamWriter.of(output, 8192);
            ram.memorySize(List.of(new RamBlockSize("a", 8192)));
            ram.zeroPage("a", 0);
            ram.endOfSection();
            writer.footer(2);
            writer.sectionHeader(new SectionHeader(SectionType.FULL, 3, "timer", 0, 2));
            output.u64(42);
            writer.footer(3);
            writer.endOfFile();
        }));
        String going = "send --from " + file + " --to 127.0.0.1:1 --page-size 8K --multifd-channels 2";
        Run run = Run.of(going.split(" "));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "demo: " + file + ": expected pages of 4096 bytes, which multifd carries, found pages of 8192"
                                + System.lineSeparator());
    }

    @Test
    void failsForTheOtherSideWhereTheStreamIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("none.bin"), "This is no stream.");
        Run run = Run.of(
                "receive",
                "--listen",
                "file:" + file,
                "--to",
                folder.resolve("to.bin").toString());

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .endsWith("demo: stream from file:" + file
                        + ": offset 0: expected magic 0x5145564d (QEVM), found 0x54686973" + System.lineSeparator());
        assertThat(folder.resolve("to.bin")).doesNotExist();
    }

    @Test
    void analyzesAsMuchAsThereIsOfAFileThatIsCutOff() throws IOException {
        Path file = folder.resolve("cut.bin");
        Files.write(file, Arrays.copyOf(Capture.PRECOPY.bytes(), 2_000_000));
        Run run = Run.of("analyze", file.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("{\n    \"ram (2)\": {").endsWith("}\n");
        assertThat(run.err())
                .startsWith("demo: " + file + ": offset ")
                .contains("found the end of the stream")
                .hasLineCount(1);
    }

    @Test
    void failsForTheOtherSideWhereNobodyListens() {
        Run run = Run.of("source", "--to", "127.0.0.1:1", "--ram", "4M", "--warm-up", "1ms", "--timeout", "2s");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).startsWith("demo: cannot connect to 127.0.0.1:1: ");
    }

    @Test
    void failsForTheOtherSideWhereNobodyComes() {
        Run run = Run.of("destination", "--listen", "127.0.0.1:0", "--ram", "4M", "--wait", "50ms");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("nobody connected to 127.0.0.1:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                " | a COMMAND is missing",
                "12345 | Unmatched argument at index 0: '12345'",
                "source | Missing required argument",
                "source --to 127.0.0.1 | expected HOST:PORT such as 127.0.0.1:4444, found 127.0.0.1",
                "source --to 127.0.0.1:70000 | expected HOST:PORT",
                "source --to 127.0.0.1:1 --to-file x | mutually exclusive",
                "source --to-file x --check | --check needs --to",
                "source --to-file x --ram 1T | expected a number of bytes such as 64K, 128M or 1G, found 1T",
                "source --to-file x --ram 2G | memory of 2147483648 bytes",
                "source --to-file x --used 200 | 200 % used",
                "source --to-file x --downtime-limit 5 | expected a time such as 300ms, 2s or 1m, found 5",
                "source --to-file x --downtime-limit 0ms | downtime limit PT0S: expected more than 0",
                "source --to-file x --max-bandwidth 1K | maximum bandwidth 1024",
                "source --to-file x --multifd-channels 2 | multifd and postcopy need --to",
                "source --to-file x --postcopy-after 1s | multifd and postcopy need --to",
                "source --to 127.0.0.1:1 --postcopy-preempt | --postcopy-preempt needs --postcopy-after",
                "source --to 127.0.0.1:1 --multifd-channels 300 | 300 multifd channels: expected 0 to 255",
                "source --to 127.0.0.1:1 --multifd-channels 2 --postcopy-after 1s | do not go together",
                "source --to 127.0.0.1:1 --multifd-channels 2 --xbzrle-cache 1M | do not go together",
                "source --to 127.0.0.1:1 --xbzrle-cache 1K | XBZRLE cache of 1024 bytes: expected a page",
                "source --to 127.0.0.1:1 --multifd-flush never | --multifd-flush",
                "source --to-file x --max-postcopy-bandwidth 1K | maximum postcopy bandwidth 1024",
                "destination --from-file x --multifd-channels 2 | multifd and postcopy need --listen",
                "destination --from-file x --check | --check needs --listen",
                "receive --to x | Missing required option: '--listen=ADDRESS'",
                "receive --listen 127.0.0.1 --to x | expected tcp:HOST:PORT, unix:PATH, exec:COMMAND",
                "send --to 127.0.0.1:1 | Missing required option: '--from=FILE'",
                "send --from x --to exec:cat --multifd-channels 2 | multifd needs --to=tcp:HOST:PORT or --to=unix:PATH",
                "send --from x --to 127.0.0.1:1 --multifd-channels 300 | 300 multifd channels: expected 0 to 255",
                "relay --listen 127.0.0.1:0 | Missing required option: '--to=ADDRESS'",
                "relay --listen 127.0.0.1:0 --to file:x | expected tcp:HOST:PORT or unix:PATH",
                "analyze | Missing required parameter: 'FILE'",
                "analyze x --dump pages | Invalid value for option '--dump'",
                "analyze x --page-size 5K | expected a page size of 1K to 64K, found 5K",
                "destination --from-file x --ram 5 | memory of 5 bytes",
            })
    void explainsWrongUsageAndExitsWith2(String line, String message) {
        Run run = Run.of(line == null ? new String[0] : line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(message).contains("Usage: demo");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "64K, 65536", "128m, 134217728", "1G, 1073741824", "2MiB, 2097152", "1KB, 1024"})
    void understandsSizes(String text, long bytes) {
        assertThat(new ByteCount().convert(text)).isEqualTo(bytes);
    }

    private static Map<String, String> json(String text) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                values.put(name, parser.getText());
            }
        }
        return values;
    }
}
