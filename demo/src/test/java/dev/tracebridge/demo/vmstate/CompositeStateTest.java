package dev.tracebridge.demo.vmstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.analysis.StateDocument;
import dev.tracebridge.demo.file.StreamFile;
import dev.tracebridge.demo.stream.SectionHeader;
import dev.tracebridge.demo.stream.SectionType;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamWriter;
import dev.tracebridge.demo.stream.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists, trees, arrays of pointers and the rarer types: saved, described, analysed and loaded. */
class CompositeStateTest {

    private static final VmState<long[]> PART = VmState.<long[]>named("part", 7)
            .uint8("value", p -> p[0], (p, v) -> p[0] = v)
            .build();

    private static final VmState<Device> STATE = VmState.<Device>named("device", 1)
            .tailQueue("queue", PART, d -> d.queue, () -> new long[1])
            .linkedList("list", PART, d -> d.list, () -> new long[1])
            .tree("tree", PART, d -> d.tree, () -> new long[1])
            .pointerArray("pointers", PART, 3, (d, i) -> d.pointers[i])
            .temporary("temporary", PART, d -> new long[] {d.half / 2}, (d, p) -> d.half = 2 * p[0])
            .versionedStruct("versioned", PART, d -> d.versioned)
            .bitmap("bits", 70, d -> d.bits)
            .int8("int8", d -> d.small, (d, v) -> d.small = v)
            .int16("int16", d -> d.small, (d, v) -> d.small = v)
            .doubleBits("double", d -> d.bitsOfDouble, (d, v) -> d.bitsOfDouble = v)
            .uint8Equal("uint8", d -> 8)
            .uint16Equal("uint16", d -> 16)
            .uint32Equal("uint32", d -> 32)
            .int32Equal("int32", d -> -32)
            .int64Equal("int64", d -> 64)
            .int32AtMost("most", d -> d.most, (d, v) -> d.most = v)
            .build();

    private static final String BYTES = "01 0a 01 0b 00" // queue
            + "01 0c 00" // list
            + "00000002 01 0000000000000005 0d 01 0000000000000009 0e 00" // tree
            + "0f 30 10" // pointers
            + "15 11" // temporary, versioned
            + "0000000000000003 0000000000000020" // bits
            + "fe fffe" // int8, int16
            + "3ff8000000000000" // double
            + "08 0010 00000020 ffffffe0 0000000000000040 00000004"; // equal, most

    @TempDir
    private Path folder;

    private static final class Device {
        private final List<long[]> queue = new ArrayList<>();
        private final List<long[]> list = new ArrayList<>();
        private final SortedMap<Long, long[]> tree = new TreeMap<>();
        private final long[][] pointers = {new long[1], null, new long[1]};
        private final long[] versioned = new long[1];
        private final BitSet bits = new BitSet();
        private long half;
        private long small;
        private long bitsOfDouble;
        private long most = 4;
    }

    private static Device full() {
        Device device = new Device();
        device.queue.add(new long[] {10});
        device.queue.add(new long[] {11});
        device.list.add(new long[] {12});
        device.tree.put(9L, new long[] {14});
        device.tree.put(5L, new long[] {13});
        device.pointers[0][0] = 15;
        device.pointers[2][0] = 16;
        device.half = 42;
        device.versioned[0] = 17;
        device.bits.set(0, 2);
        device.bits.set(69);
        device.small = -2;
        device.bitsOfDouble = Double.doubleToRawLongBits(1.5);
        return device;
    }

    @Test
    void savesWhatTheFormatSays() {
        assertThat(saved(full())).isEqualTo(Written.hex(BYTES));
    }

    @Test
    void loadsWhatWasSaved() throws IOException {
        Device twin = new Device();
        twin.queue.add(new long[] {99});

        VmStateLoader.of(StreamInput.of(saved(full()))).load(STATE, twin, 1);

        assertThat(saved(twin)).isEqualTo(Written.hex(BYTES));
        assertThat(twin.half).isEqualTo(42);
    }

    /** Keys stand twice where a list has two elements, as QEMU writes them. */
    @Test
    void describesElementsInTheirField() throws IOException {
        DescriptionWriter description = DescriptionWriter.begin();
        description.beginDevices(4096);
        description.beginDevice("device", 0);
        Written.by(output -> VmStateSaver.of(output, description).save(STATE, full()));
        description.endDevice();
        String part = "\"vmsd_name\": \"part\", \"version\": 7, \"fields\": ["
                + "{\"name\": \"value\", \"type\": \"uint8\", \"size\": 1}]";

        assertThat(new String(description.finish(), StandardCharsets.UTF_8))
                .contains("{\"name\": \"queue\", \"type\": \"qtailq\", " + part + ", " + part + ", \"size\": 5}")
                .contains("{\"name\": \"list\", \"type\": \"qlist\", " + part + ", \"size\": 3}")
                .contains("{\"name\": \"tree\", \"type\": \"gtree\", " + part + ", " + part + ", \"size\": 25}")
                .contains("{\"name\": \"pointers\", \"index\": 0, \"type\": \"struct\", \"struct\": {" + part
                        + "}, \"size\": 1}")
                .contains("{\"name\": \"pointers\", \"index\": 1, \"type\": \"nullptr\", \"size\": 1}")
                .contains("{\"name\": \"temporary\", \"type\": \"tmp\", " + part + ", \"size\": 1}")
                .contains("{\"name\": \"versioned\", \"type\": \"vstruct\", " + part + ", \"size\": 1}")
                .contains("{\"name\": \"bits\", \"type\": \"bitmap\", \"size\": 16}")
                .contains("{\"name\": \"double\", \"type\": \"CPU_Double_U\", \"size\": 8}")
                .contains("{\"name\": \"most\", \"type\": \"int32 le\", \"size\": 4}");
    }

    @Test
    void isReadByTheDescriptionAlone() throws IOException {
        DescriptionWriter description = DescriptionWriter.begin();
        byte[] stream = Written.by(output -> {
            StreamWriter writer = StreamWriter.of(output);
            writer.header();
            description.beginDevices(4096);
            writer.sectionHeader(new SectionHeader(SectionType.FULL, 3, "device", 0, 1));
            description.beginDevice("device", 0);
            VmStateSaver.of(output, description).save(STATE, full());
            description.endDevice();
            writer.footer(3);
            writer.endOfFile();
            writer.description(description.finish());
        });
        StateDocument document = new StateDocument();
        StringBuilder json = new StringBuilder();

        StreamFile.open(Files.write(folder.resolve("stream"), stream)).walk(document);
        document.write(json);

        assertThat(json)
                .contains("\"queue\": \"01 0a 01 0b 00\"")
                .contains("\"tree\": \"00 00 00 02 01 00 00 00 00 00 00 00 05 0d 01 00 00 00 00 00 00 00 09 0e 00\"")
                .contains("\"nullptr\"")
                .contains("\"most\": \"0x00000004\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 02 | 1 before an element of device/queue",
                "8 | 00010001 | at most 65536 nodes of device/tree",
                "8 | 00000001 | 1 nodes of device/tree by different numbers",
                "8 | 00000003 | 3 nodes of device/tree, found 2",
                "22 | 01 0000000000000005 | twice",
                "34 | 31 | 0x30 for an element of device/pointers",
                "46 | ff | 70 bits of device/bits",
                "65 | 09 | 8 as here for device/uint8",
                "87 | 05 | 0 to 4 for device/most"
            })
    void refusesWhatIsWrong(int at, String hex, String message) {
        byte[] bytes = saved(full());
        byte[] wrong = Written.hex(hex);
        System.arraycopy(wrong, 0, bytes, at, wrong.length);

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> VmStateLoader.of(StreamInput.of(bytes)).load(STATE, new Device(), 1))
                .withMessageContaining(message);
    }

    @Test
    void leavesTheDeviceAloneWhereAListIsCutOff() {
        Device device = full();
        byte[] bytes = Arrays.copyOf(saved(full()), 3);

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> VmStateLoader.of(StreamInput.of(bytes)).load(STATE, device, 1));
        assertThat(saved(device)).isEqualTo(Written.hex(BYTES));
    }

    private static byte[] saved(Device device) {
        try {
            DescriptionWriter description = DescriptionWriter.begin();
            return Written.by(output -> VmStateSaver.of(output, description).save(STATE, device));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
