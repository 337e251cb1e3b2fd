package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.description.DeviceDescription;
import dev.tracebridge.demo.description.FieldDescription;
import dev.tracebridge.demo.stream.Command;
import dev.tracebridge.demo.stream.CommandRecord;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.vmstate.Configuration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the reader against a stream QEMU 7.2 wrote, of which all figures are known. */
class StreamFileTest {

    private static final String SHA256 = "3504e1d78417b873ec5d321fe472e0aea5c928ca1e2011ee791717f7bdd6920f";
    private static final int LENGTH = 2_231_338;

    private static byte[] capture;

    @TempDir
    private Path folder;

    /** Counts what it is told. */
    private static final class Tally implements StreamVisitor {
        private String machine;
        private final Map<Integer, Integer> pagesByFlags = new TreeMap<>();
        private final Map<SectionType, Integer> sections = new TreeMap<>();
        private final List<String> devices = new ArrayList<>();
        private final List<Long> payloads = new ArrayList<>();
        private final Map<String, byte[]> fields = new TreeMap<>();
        private List<RamBlockSize> blocks;
        private final Map<Command, Integer> commandsByName = new EnumMap<>(Command.class);
        private int commands;
        private int opaque;
        private long endOfFile;
        private long length;

        @Override
        public void configuration(Configuration configuration) {
            machine = configuration.machine();
        }

        @Override
        public void section(SectionType type, SectionHeader header) {
            sections.merge(type, 1, Integer::sum);
            if (type == SectionType.FULL) {
                devices.add(header.idstr() + " " + header.instanceId());
            }
        }

        @Override
        public void endOfSection(long payload) {
            payloads.add(payload);
        }

        @Override
        public void command(CommandRecord command) {
            commands++;
            commandsByName.merge(command.command(), 1, Integer::sum);
        }

        @Override
        public void opaque(SectionHeader header, byte[] payload) {
            opaque++;
        }

        @Override
        public void memorySize(List<RamBlockSize> sizes) {
            blocks = sizes;
        }

        @Override
        public void page(RamPage page) {
            pagesByFlags.merge(page.flags(), 1, Integer::sum);
        }

        @Override
        public void field(DeviceDescription device, String path, FieldDescription field, byte[] bytes) {
            fields.put(path, bytes);
        }

        @Override
        public void endOfFile(long offset) {
            endOfFile = offset;
        }

        @Override
        public void endOfStream(long end) {
            length = end;
        }
    }

    @BeforeAll
    static void unpack() throws Exception {
        capture = Capture.PRECOPY.bytes();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(capture);
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(SHA256);
    }

    @Test
    void walksEveryByteOfAStreamOfQemu() throws IOException {
        Tally tally = new Tally();
        StreamFile.open(file(capture)).walk(tally);

        assertThat(tally.length).isEqualTo(LENGTH);
        assertThat(tally.endOfFile).isEqualTo(LENGTH - 106_651 - 6);
        assertThat(tally.machine).isEqualTo("pc-i440fx-7.2");
        assertThat(tally.commands).isZero();
        assertThat(tally.sections)
                .containsEntry(SectionType.START, 1)
                .containsEntry(SectionType.END, 1)
                .containsEntry(SectionType.FULL, 34);
    }

    @Test
    void findsTheRamRecordsOfAStreamOfQemu() throws IOException {
        Tally tally = new Tally();
        StreamFile.open(file(capture)).walk(tally);

        assertThat(tally.payloads.get(0)).isEqualTo(238);
        assertThat(tally.blocks)
                .hasSize(9)
                .startsWith(
                        new RamBlockSize("pc.ram", 256L << 20), new RamBlockSize("0000:00:02.0/vga.vram", 16L << 20));
        // PARTs: 7 x 0x08, 303 x 0x28, 2 x 0x02, 69,530 x 0x22; three pages more in END
        assertThat(tally.pagesByFlags.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(7 + 303 + 2 + 69_530 + 3);
        assertThat(tally.pagesByFlags).containsEntry(0x02, 2).containsEntry(0x22, 69_530);
    }

    @Test
    void decodesTheDevicesOfAStreamOfQemu() throws IOException {
        Tally tally = new Tally();
        StreamFile.open(file(capture)).walk(tally);

        assertThat(tally.devices)
                .startsWith("timer 0", "slirp 0")
                .contains("dma 0", "dma 1")
                .endsWith("globalstate 0");
        assertThat(tally.fields.get("globalstate/size")).isEqualTo(new byte[] {0, 0, 0, 8});
        assertThat(new String(tally.fields.get("globalstate/runstate"), 0, 8, StandardCharsets.US_ASCII))
                .isEqualTo("running\0");
        assertThat(tally.fields.get("PCIBUS/nirq")).isEqualTo(new byte[] {0, 0, 0, 4});
        assertThat(tally.fields.get("0000:00:03.0/e1000/e1000/full_mac_state/mac_reg"))
                .hasSize(4 * 32_768);
    }

    @ParameterizedTest
    @CsvSource({
        // file offset, new byte, part of the message
        "0, 0, offset 0: expected magic",
        "8, 9, offset 8: expected a section type",
        "30, 3, offset 281: expected the footer of section 3 (ram)",
        "42, 3, offset 26: expected version 4 of ram",
        "50, 6, offset 43: expected the flags of a RAM record",
    })
    void namesThePlaceOfADamage(int offset, int value, String message) {
        byte[] damaged = capture.clone();
        damaged[offset] = (byte) value;

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamFile.open(file(damaged)).walk(new Tally()))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4", "100", "100000", "2124680", "2124683", "2231337"})
    void readsAStreamThatIsCutOffAsFarAsItGoes(int length) throws IOException {
        StreamFile file = StreamFile.open(file(Arrays.copyOf(capture, length)));
        Tally tally = new Tally();

        assertThat(file.description()).isEmpty();
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> file.walk(tally))
                .withMessageContaining("found the end of the stream")
                .satisfies(e -> assertThat(e.offset()).isBetween(0L, (long) length));
        assertThat(tally.length).isZero();
    }

    @Test
    void findsTheDevicesOfAStreamWithoutDescription() throws IOException {
        Tally described = new Tally();
        Tally undescribed = new Tally();
        StreamFile.open(file(capture)).walk(described);
        StreamFile.open(file(Arrays.copyOf(capture, LENGTH - 106_651 - 5))).walk(undescribed);

        assertThat(undescribed.devices).isEqualTo(described.devices);
        assertThat(undescribed.payloads).isEqualTo(described.payloads);
        assertThat(undescribed.opaque).isEqualTo(34);
        assertThat(described.opaque).isZero();
    }

    @Test
    void readsTheSectionsOfAPostcopyPackage() throws IOException {
        Tally tally = new Tally();
        byte[] cut = Capture.POSTCOPY_BEFORE_CUT.bytes();

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamFile.open(file(cut)).walk(tally))
                .withMessageContaining("offset " + cut.length)
                .withMessageContaining("the footer of section 2 (ram)");
        assertThat(tally.sections).containsEntry(SectionType.FULL, 34);
        assertThat(tally.commandsByName)
                .containsEntry(Command.PACKAGED, 1)
                .containsEntry(Command.POSTCOPY_LISTEN, 1)
                .containsEntry(Command.POSTCOPY_RUN, 1)
                .containsEntry(Command.PING, 4)
                .containsEntry(Command.POSTCOPY_RAM_DISCARD, 9);
    }

    @Test
    void readsTheSecondConnectionOfAPostcopyMigration() throws IOException {
        Tally tally = new Tally();
        byte[] recovered = Capture.POSTCOPY_RECOVERED.bytes();
        StreamFile.open(file(recovered)).walk(tally);

        assertThat(tally.length).isEqualTo(recovered.length);
        assertThat(tally.commandsByName)
                .containsEntry(Command.RECV_BITMAP, 9)
                .containsEntry(Command.POSTCOPY_RESUME, 1);
        // the source's log: ram_state_resume_prepare 650
        assertThat(tally.pagesByFlags.values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(650);
    }

    @Test
    void readsTheMainConnectionOfMultifd() throws IOException {
        Tally tally = new Tally();
        byte[] main = Capture.MULTIFD_MAIN.bytes();
        StreamFile.open(file(main)).walk(tally);

        assertThat(tally.length).isEqualTo(main.length);
        assertThat(tally.pagesByFlags).containsOnlyKeys(0x02, 0x22);
    }

    @Test
    void seesThatADescriptionDoesNotFitItsDevices() {
        String json = new String(capture, LENGTH - 106_651, 106_651, StandardCharsets.US_ASCII);
        String other = json.replaceFirst(
                "\"size\": 131, \"fields\": \\[\\{\"name\": \"data\", \"size\": 131",
                "\"size\": 132, \"fields\": [{\"name\": \"data\", \"size\": 132");
        byte[] changed = capture.clone();
        byte[] text = other.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, changed, LENGTH - text.length, text.length);

        assertThat(other).isNotEqualTo(json).hasSameSizeAs(json);
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamFile.open(file(changed)).walk(new Tally()))
                .withMessageContaining("the footer of section 4 (slirp)");
    }

    @Test
    void wantsNothingAfterTheDescription() throws IOException {
        byte[] longer = Arrays.copyOf(capture, LENGTH + 1);
        ByteBuffer.wrap(longer).put(LENGTH, (byte) ' ');

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamFile.open(file(longer)).walk(new Tally()))
                .withMessage("offset " + LENGTH + ": expected the end of the stream, found more bytes");
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("stream.bin"), bytes);
    }
}
