package dev.tracebridge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.Fuzzer.Allocation;
import dev.tracebridge.demo.analysis.StateDocument;
import dev.tracebridge.demo.analysis.StreamSummary;
import dev.tracebridge.demo.check.MemoryCheck;
import dev.tracebridge.demo.description.DescriptionReader;
import dev.tracebridge.demo.destination.IncomingMigration;
import dev.tracebridge.demo.destination.IncomingReport;
import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.file.StreamFile;
import dev.tracebridge.demo.file.StreamVisitor;
import dev.tracebridge.demo.file.StreamWalk;
import dev.tracebridge.demo.machine.Machine;
import dev.tracebridge.demo.machine.RunState;
import dev.tracebridge.demo.memory.BlockDigest;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.ReturnPathReader;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.Xbzrle;
import dev.tracebridge.demo.transport.Certificates;
import dev.tracebridge.demo.transport.TlsCredentials;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged input for every reader: 30 seconds in all, 10 minutes with {@code -Dtracebridge.nightly=true}. The seed is
 * printed, and {@code -Dtracebridge.fuzz.seed=N} gives the same inputs again.
 */
class FuzzTest {

    private static final Duration CI = Duration.ofSeconds(30);
    private static final Duration NIGHTLY = Duration.ofMinutes(10);

    /** An input, copies of parts of it, and what is said of them. */
    private static final Allocation SMALL = new Allocation(1 << 20, 4);

    /** The same, and the document that is made of it. */
    private static final Allocation DOCUMENT = new Allocation(16 << 20, 16);

    /** The same, and a machine, whose memory is not on the heap. */
    private static final Allocation MACHINE = new Allocation(4 << 20, 64);

    /** A JSON object for every few bytes. */
    private static final Allocation JSON = new Allocation(1 << 20, 64);

    /** What the JDK's certificates and keys take. */
    private static final Allocation PEM = new Allocation(16 << 20, 64);

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> readsOrRefusesWhateverComes() throws Exception {
        long seed = Long.getLong("tracebridge.fuzz.seed", System.nanoTime() >>> 10);
        List<Fuzzer> fuzzers = fuzzers(seed);
        Duration each = (Boolean.getBoolean("tracebridge.nightly") ? NIGHTLY : CI).dividedBy(fuzzers.size());
        return fuzzers.stream().map(fuzzer -> DynamicTest.dynamicTest(fuzzer.name(), () -> fuzzer.run(each)));
    }

    private List<Fuzzer> fuzzers(long seed) throws Exception {
        FuzzSeeds seeds = FuzzSeeds.once();
        List<byte[]> own = List.of(
                seeds.precopy(),
                seeds.xbzrle(),
                seeds.postcopy(),
                seeds.multifd().get(0));
        List<byte[]> streams =
                Stream.concat(seeds.qemu().stream(), own.stream()).toList();
        Path credentials = Certificates.write(folder.resolve("credentials"));
        byte[] description = descriptionOf(seeds.precopy());
        List<byte[]> destinations = List.of(seeds.precopy(), seeds.xbzrle(), seeds.postcopy());
        return List.of(
                new Fuzzer("live-walk", seed, streams, DOCUMENT, FuzzTest::walk),
                new Fuzzer("file", seed, List.of(seeds.qemu().get(0), seeds.precopy()), DOCUMENT, this::analyze),
                new Fuzzer("description", seed, List.of(description), JSON, input -> DescriptionReader.read(input, 0)),
                new Fuzzer("multifd-channel", seed, seeds.multifd().subList(1, 3), SMALL, FuzzTest::multifdChannel),
                new Fuzzer("return-path", seed, seeds.answers(), SMALL, FuzzTest::answers),
                new Fuzzer("xbzrle", seed, differences(), SMALL, FuzzTest::xbzrle),
                new Fuzzer("memory-check", seed, List.of(hashes()), JSON, FuzzTest::memoryCheck),
                new Fuzzer("destination", seed, destinations, MACHINE, FuzzTest::destination),
                new Fuzzer(
                        "destination-multifd",
                        seed,
                        seeds.multifd().subList(1, 2),
                        MACHINE,
                        FuzzTest::destinationMultifd),
                pem("ca-cert.pem", seed, credentials),
                pem("server-key.pem", seed, credentials));
    }

    private static void walk(byte[] input) throws IOException {
        StreamWalk walk = StreamWalk.live(StreamInput.of(input), RamBlock.PAGE_SIZE, new StateDocument());
        walk.sections();
        walk.description();
    }

    private void analyze(byte[] input) throws IOException {
        Path file = Files.write(folder.resolve("stream"), input);
        StreamFile stream = StreamFile.open(file);
        stream.walk(new StateDocument());
        stream.walk(new StreamSummary());
    }

    private static byte[] descriptionOf(byte[] stream) throws IOException {
        byte[][] found = new byte[1][];
        StreamWalk walk = StreamWalk.live(StreamInput.of(stream), RamBlock.PAGE_SIZE, new StreamVisitor() {
            @Override
            public void description(byte[] json) {
                found[0] = json;
            }
        });
        walk.sections();
        walk.description();
        return found[0];
    }

    private static void multifdChannel(byte[] input) throws IOException {
        StreamInput stream = StreamInput.of(input);
        MultifdPacket.Init.read(stream);
        MultifdPacket packet = new MultifdPacket(RamBlock.PAGE_SIZE);
        while (!stream.isAtEnd()) {
            packet.read(stream);
            stream.skip(packet.dataLength(), "pages");
        }
    }

    private static void answers(byte[] input) throws IOException {
        StreamInput stream = StreamInput.of(input);
        ReturnPathReader reader = ReturnPathReader.of(stream);
        while (!stream.isAtEnd()) {
            assertThat(reader.next()).isNotNull();
        }
    }

    private static List<byte[]> differences() {
        byte[] old = new byte[RamBlock.PAGE_SIZE];
        byte[] now = new byte[RamBlock.PAGE_SIZE];
        for (int i = 0; i < 40; i++) {
            now[i * i] = (byte) (i + 1);
        }
        byte[] target = new byte[RamBlock.PAGE_SIZE];
        int length = Xbzrle.encode(old, now, target);
        return List.of(Arrays.copyOf(target, length), new byte[] {0, 2, (byte) 0x98, 0x51});
    }

    private static void xbzrle(byte[] input) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(3 * RamBlock.PAGE_SIZE);
        try {
            Xbzrle.decode(input, page, RamBlock.PAGE_SIZE, RamBlock.PAGE_SIZE, 0);
        } finally {
            int outside = 0;
            for (int i = 0; i < RamBlock.PAGE_SIZE; i++) {
                outside |= page.get(i) | page.get(2 * RamBlock.PAGE_SIZE + i);
            }
            assertThat(outside).as("bytes outside the page").isZero();
        }
    }

    private static byte[] hashes() {
        String json =
                "{\"blocks\": [{\"name\": \"pc.ram\", \"length\": 4096, \"sha256\": \"" + "0a".repeat(32) + "\"}]}";
        ByteBuffer message = ByteBuffer.allocate(Integer.BYTES + json.length());
        return message.putInt(json.length())
                .put(json.getBytes(StandardCharsets.UTF_8))
                .array();
    }

    private static void memoryCheck(byte[] input) throws IOException {
        MemoryCheck.receive(new MemoryChannel(input), List.of(new BlockDigest("pc.ram", 4096, "0a".repeat(32))));
    }

    private static void destination(byte[] input) throws IOException {
        migrate(input, MoreChannels.NONE, MigrationCapabilities.NONE);
    }

    /** The main channel and one of the others are whole. */
    private static void destinationMultifd(byte[] input) throws Exception {
        List<byte[]> channels = FuzzSeeds.once().multifd();
        Deque<byte[]> more = new ArrayDeque<>(List.of(input, channels.get(2)));
        migrate(
                channels.get(0),
                () -> new MemoryChannel(more.removeFirst()),
                MigrationCapabilities.NONE.withMultifd(2, MultifdFlush.ROUND, ZeroPages.MULTIFD));
    }

    private static void migrate(byte[] input, MoreChannels more, MigrationCapabilities capabilities)
            throws IOException {
        try (Machine machine = Machine.waiting(FuzzSeeds.MACHINE.ram())) {
            IncomingReport report = IncomingMigration.run(machine, new MemoryChannel(input), more, capabilities, false);
            machine.stop(RunState.PAUSED);
            assertThat(report.guestRunsHere()).isTrue();
        } catch (IOException e) {
            assertThat(e).hasMessageNotContaining("a fault of the destination itself");
            throw e;
        }
    }

    private static Fuzzer pem(String file, long seed, Path intact) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Files.readAllBytes(intact.resolve(file)));
        return new Fuzzer("pem-" + file, seed, seeds, PEM, input -> {
            Files.write(intact.resolve(file), input);
            try {
                TlsCredentials.server(intact);
            } finally {
                Files.write(intact.resolve(file), seeds.get(0));
            }
        });
    }
}
