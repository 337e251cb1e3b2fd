package dev.tracebridge.demo.parking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.file.Capture;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.ReturnPathWriter;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.demo.stream.Written;
import dev.tracebridge.demo.transport.Entrance;
import dev.tracebridge.demo.transport.MigrationAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes over which channel, by a destination that is played here. */
class SplitStreamTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Progress SILENT = (bytes, total) -> {};
    private static final int PAGE = 4096;
    private static final int RAM = 2;

    @TempDir
    private Path folder;

    private final ExecutorService peer = Executors.newFixedThreadPool(2);
    private Entrance entrance;

    @BeforeEach
    void listen() throws IOException {
        entrance = MigrationAddress.parse("unix:" + folder.resolve("socket")).listen();
    }

    @AfterEach
    void close() throws IOException {
        peer.shutdownNow();
        entrance.close();
    }

    /** What came over a channel for pages, a line each. */
    private static List<String> packets(MigrationChannel channel) throws IOException {
        List<String> lines = new ArrayList<>();
        try (StreamInput input = StreamInput.of(channel)) {
            lines.add("channel " + MultifdPacket.Init.read(input).channelId());
            MultifdPacket packet = new MultifdPacket(PAGE);
            while (!input.isAtEnd()) {
                packet.read(input);
                lines.add(line(packet, input.bytes(packet.dataLength(), "pages")));
            }
        }
        return lines;
    }

    private static String line(MultifdPacket packet, byte[] bytes) {
        StringBuilder line = new StringBuilder("" + packet.number());
        if (packet.flags() == MultifdPacket.SYNC) {
            return line.append(" sync").toString();
        }
        line.append(' ').append(packet.block());
        for (int i = 0; i < packet.normalPages(); i++) {
            byte[] page = Arrays.copyOfRange(bytes, i * PAGE, (i + 1) * PAGE);
            assertThat(page).containsOnly(page[0]);
            line.append(' ').append(packet.offset(i) / PAGE).append('=').append(page[0]);
        }
        for (int i = 0; i < packet.zeroPages(); i++) {
            line.append(' ')
                    .append(packet.offset(packet.normalPages() + i) / PAGE)
                    .append("=zeros");
        }
        return line.toString();
    }

    private static MigrationCapabilities multifd(MultifdFlush flush, ZeroPages zeros) {
        return MigrationCapabilities.NONE.withMultifd(1, flush, zeros);
    }

    private boolean send(byte[] stream, int pageSize, MigrationCapabilities capabilities, Duration timeout)
            throws IOException {
        Path file = Files.write(folder.resolve("machine.bin"), stream);
        MigrationAddress address = MigrationAddress.parse(entrance.name());
        return MachineSender.send(
                ParkedMachine.open(file, pageSize),
                address.connect(timeout),
                () -> address.connect(timeout),
                capabilities,
                timeout,
                SILENT);
    }

    /** Sends {@code stream} to one that expects this on the main channel; returns what came over the other. */
    private List<String> packets(byte[] stream, byte[] expectedMain, MigrationCapabilities capabilities)
            throws Exception {
        Future<List<String>> pages = peer.submit(() -> {
            MigrationChannel main = entrance.accept(TIMEOUT, TIMEOUT);
            Future<List<String>> packets = peer.submit(() -> packets(entrance.accept(TIMEOUT, TIMEOUT)));
            assertThat(StreamInput.of(main).bytes(expectedMain.length, "all")).isEqualTo(expectedMain);
            ReturnPathWriter.of(StreamOutput.of(main)).send(new ReturnPathMessage.Shut(0));
            return packets.get();
        });
        assertThat(send(stream, PAGE, capabilities, TIMEOUT)).isTrue();
        return pages.get();
    }

    private static ByteBuffer filled(int value, int pageSize) {
        byte[] bytes = new byte[pageSize];
        Arrays.fill(bytes, (byte) value);
        return ByteBuffer.wrap(bytes);
    }

    /** What stands between the START section and the devices. */
    @FunctionalInterface
    private interface Rounds {
        void to(StreamWriter writer, RamWriter ram) throws IOException;
    }

    /** What stands in the START section behind the list of blocks. */
    @FunctionalInterface
    private interface Start {
        void to(RamWriter ram) throws IOException;
    }

    private static byte[] file(Rounds rounds) {
        return stream(PAGE, false, false, rounds);
    }

    /** What is to come over the main channel: the destination is asked to answer, and may be told of the ends of rounds. */
    private static byte[] main(MultifdFlush flush, Rounds rounds) {
        return stream(PAGE, true, flush == MultifdFlush.ROUND, rounds);
    }

    private static byte[] stream(int pageSize, boolean asking, boolean flushed, Rounds rounds) {
        return stream(
                pageSize,
                asking,
                ram -> {
                    if (flushed) {
                        ram.multifdFlush();
                    }
                },
                rounds);
    }

    private static byte[] stream(int pageSize, boolean asking, Start start, Rounds rounds) {
        return Written.by(output -> {
            StreamWriter writer = StreamWriter.of(output);
            writer.header();
            if (asking) {
                writer.command(Command.OPEN_RETURN_PATH);
                writer.command(Command.PING, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
            }
            RamWriter ram = RamWriter.of(output, pageSize);
            writer.sectionHeader(new SectionHeader(SectionType.START, RAM, "ram", 0, RamWriter.VERSION));
            ram.memorySize(List.of(new RamBlockSize("a", 8L * pageSize), new RamBlockSize("b", 4L * pageSize)));
            start.to(ram);
            end(writer, ram);
            rounds.to(writer, ram);
            writer.sectionHeader(new SectionHeader(SectionType.FULL, 3, "timer", 0, 2));
            output.u64(42);
            writer.footer(3);
            writer.endOfFile();
        });
    }

    private static void end(StreamWriter writer, RamWriter ram) throws IOException {
        ram.endOfSection();
        writer.footer(RAM);
    }

    /** A page that comes twice in a section, and a page of zeros behind one of another block. */
    private static byte[] parked() {
        return file((writer, ram) -> {
            writer.sectionHeader(SectionType.PART, RAM);
            ram.page("a", 0, filled(1, PAGE), 0);
            ram.zeroPage("a", PAGE);
            ram.page("b", 0, filled(2, PAGE), 0);
            ram.zeroPage("b", PAGE);
            ram.page("a", 0, filled(3, PAGE), 0);
            end(writer, ram);
            writer.sectionHeader(SectionType.END, RAM);
            ram.page("a", 2 * PAGE, filled(4, PAGE), 0);
            end(writer, ram);
        });
    }

    @Test
    void announcesTheEndsOfRoundsAndListsPagesOfZeros() throws Exception {
        byte[] main = main(MultifdFlush.ROUND, (writer, ram) -> {
            writer.sectionHeader(SectionType.PART, RAM);
            ram.multifdFlush();
            end(writer, ram);
            writer.sectionHeader(SectionType.END, RAM);
            ram.multifdFlush();
            end(writer, ram);
        });

        assertThat(packets(parked(), main, multifd(MultifdFlush.ROUND, ZeroPages.MULTIFD)))
                .containsExactly(
                        "channel 0", "0 sync", "1 a 0=1 1=zeros", "2 b 0=2 1=zeros", "3 sync", "4 a 0=3 2=4", "5 sync");
    }

    @Test
    void endsASectionWhereARoundEndsAndKeepsPagesOfZerosOnTheMainChannel() throws Exception {
        byte[] main = main(MultifdFlush.SECTION, (writer, ram) -> {
            writer.sectionHeader(SectionType.PART, RAM);
            ram.zeroPage("a", PAGE);
            ram.zeroPage("b", PAGE);
            end(writer, ram);
            writer.sectionHeader(SectionType.PART, RAM);
            end(writer, ram);
            writer.sectionHeader(SectionType.END, RAM);
            end(writer, ram);
        });

        assertThat(packets(parked(), main, multifd(MultifdFlush.SECTION, ZeroPages.LEGACY)))
                .containsExactly(
                        "channel 0",
                        "0 sync",
                        "1 a 0=1",
                        "2 b 0=2",
                        "3 sync",
                        "4 a 0=3",
                        "5 sync",
                        "6 a 2=4",
                        "7 sync");
    }

    @Test
    void sendsPagesOfZerosLikeOthersWhereNobodyIsToFindThem() throws Exception {
        byte[] stream = file((writer, ram) -> {
            writer.sectionHeader(SectionType.END, RAM);
            ram.zeroPage("b", 3 * PAGE);
            ram.multifdFlush(); // of channels that are no more
            end(writer, ram);
        });
        byte[] main = main(MultifdFlush.ROUND, (writer, ram) -> {
            writer.sectionHeader(SectionType.END, RAM);
            ram.multifdFlush();
            end(writer, ram);
        });

        assertThat(packets(stream, main, multifd(MultifdFlush.ROUND, ZeroPages.NONE)))
                .containsExactly("channel 0", "0 sync", "1 b 3=0", "2 sync");
    }

    /** As a file has it whose pages came over several channels. */
    @ParameterizedTest
    @EnumSource(MultifdFlush.class)
    void noPageIsSentBeforeTheStartHasEnded(MultifdFlush flush) throws Exception {
        byte[] stream = stream(PAGE, false, ram -> ram.page("a", 0, filled(1, PAGE), 0), (writer, ram) -> {
            writer.sectionHeader(SectionType.END, RAM);
            end(writer, ram);
        });
        byte[] main = main(flush, (writer, ram) -> {
            writer.sectionHeader(SectionType.PART, RAM);
            end(writer, ram);
            writer.sectionHeader(SectionType.END, RAM);
            if (flush == MultifdFlush.ROUND) {
                ram.multifdFlush();
            }
            end(writer, ram);
        });
        List<String> expected = flush == MultifdFlush.ROUND
                ? List.of("channel 0", "0 sync", "1 a 0=1", "2 sync")
                : List.of("channel 0", "0 sync", "1 a 0=1", "2 sync", "3 sync");

        assertThat(packets(stream, main, multifd(flush, ZeroPages.LEGACY))).isEqualTo(expected);
    }

    @Test
    void aDifferenceComesAfterThePageItIsTo() throws Exception {
        byte[] change = Written.hex("000198ff");
        byte[] stream = file((writer, ram) -> {
            writer.sectionHeader(SectionType.END, RAM);
            ram.page("a", 0, filled(1, PAGE), 0);
            ram.xbzrlePage("a", 0, change, change.length);
            end(writer, ram);
        });
        byte[] main = main(MultifdFlush.ROUND, (writer, ram) -> {
            writer.sectionHeader(SectionType.END, RAM);
            ram.multifdFlush();
            ram.xbzrlePage("a", 0, change, change.length);
            ram.multifdFlush();
            end(writer, ram);
        });

        assertThat(packets(stream, main, multifd(MultifdFlush.ROUND, ZeroPages.MULTIFD)))
                .containsExactly("channel 0", "0 sync", "1 a 0=1", "2 sync", "3 sync");
    }

    @Test
    void refusesAFileWhoseDevicesComeBeforeTheEndOfMemory() throws Exception {
        byte[] stream = file((writer, ram) -> {
            writer.sectionHeader(SectionType.PART, RAM);
            ram.page("a", 0, filled(1, PAGE), 0);
            end(writer, ram);
        });
        Future<List<String>> pages = accepted();

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> send(stream, PAGE, multifd(MultifdFlush.ROUND, ZeroPages.MULTIFD), TIMEOUT))
                .withMessage("offset 4190: expected the END section of ram before a device, found none");
        pages.get();
    }

    /** Takes both channels, reads the one for pages to its end, and nothing of the other. */
    private Future<List<String>> accepted() {
        return peer.submit(() -> {
            MigrationChannel main = entrance.accept(TIMEOUT, TIMEOUT);
            List<String> packets = packets(entrance.accept(TIMEOUT, TIMEOUT));
            main.close();
            return packets;
        });
    }

    @Test
    void refusesPagesThatDoNotFitAPacket() {
        byte[] stream = stream(2 * PAGE, false, false, (writer, ram) -> {
            writer.sectionHeader(SectionType.END, RAM);
            ram.page("a", 0, filled(1, 2 * PAGE), 0);
            end(writer, ram);
        });

        assertThatIllegalArgumentException()
                .isThrownBy(() -> send(stream, 2 * PAGE, multifd(MultifdFlush.ROUND, ZeroPages.MULTIFD), TIMEOUT))
                .withMessage("pages of 8192 bytes do not go over multifd");
    }

    @Test
    void doesNotWaitForEverForADestinationThatReadsNothing() throws Exception {
        byte[] stream = Capture.PRECOPY.bytes();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        send(stream, PAGE, multifd(MultifdFlush.ROUND, ZeroPages.MULTIFD), Duration.ofMillis(300)))
                .withMessageStartingWith("a multifd channel: ")
                .withMessageEndingWith("has stalled: nothing was taken for 0.3 s");
    }

    @Test
    void failsWithTheChannelThatIsCut() throws Exception {
        byte[] stream = Capture.PRECOPY.bytes();
        Future<Void> destination = peer.submit(() -> {
            MigrationChannel main = entrance.accept(TIMEOUT, TIMEOUT);
            entrance.accept(TIMEOUT, TIMEOUT).close();
            StreamInput input = StreamInput.of(main);
            while (!input.isAtEnd()) {
                input.skip(1, "what comes until the source gives up");
            }
            main.close();
            return null;
        });

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> send(stream, PAGE, multifd(MultifdFlush.ROUND, ZeroPages.MULTIFD), TIMEOUT))
                .isNotInstanceOf(UnconfirmedException.class)
                .withMessageStartingWith("a multifd channel: ");
        destination.get();
    }
}
