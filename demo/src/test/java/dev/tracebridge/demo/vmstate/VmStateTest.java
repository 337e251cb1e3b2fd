package dev.tracebridge.demo.vmstate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmStateTest {

    /** A device with a field of every kind, a part of its own name, and subsections inside and outside of it. */
    private static final class Device {

        static final VmState<Device> INNER_EXTRA = VmState.<Device>named("dev/inner", 1)
                .needed(d -> d.extra != 0)
                .uint8("extra", d -> d.extra, (d, v) -> d.extra = v)
                .build();
        static final VmState<Device> INNER = VmState.<Device>named("dev", 2)
                .uint16("word", d -> d.word, (d, v) -> d.word = v)
                .subsection(INNER_EXTRA)
                .build();
        static final VmState<Device> OUTER_EXTRA = VmState.<Device>named("device/outer", 3)
                .needed(d -> d.more != 0)
                .int64("more", d -> d.more, (d, v) -> d.more = v)
                .build();
        static final VmState<Device> STATE = VmState.<Device>named("device", 5)
                .minimumVersion(4)
                .bool("flag", d -> d.flag, (d, v) -> d.flag = v)
                .uint8("byte", d -> d.byteValue, (d, v) -> d.byteValue = v)
                .uint32("int", d -> d.intValue, (d, v) -> d.intValue = v)
                .int32("signed", d -> d.signed, (d, v) -> d.signed = v)
                .uint64("long", d -> d.longValue, (d, v) -> d.longValue = v)
                .timer("timer", d -> d.timer, (d, v) -> d.timer = v)
                .unused(2)
                .int32Array("array", 2, (d, i) -> d.array[i], (d, i, v) -> d.array[i] = v)
                .unused(1)
                .buffer("buffer", d -> d.buffer)
                .struct("inner", INNER, d -> d)
                .structArray("parts", PART, 2, (d, i) -> d.parts[i])
                .subsection(OUTER_EXTRA)
                .build();

        private boolean flag;
        private long byteValue;
        private long intValue;
        private long signed;
        private long longValue;
        private long timer;
        private final long[] array = new long[2];
        private final byte[] buffer = new byte[3];
        private final long[][] parts = new long[2][1];
        private long word;
        private long extra;
        private long more;
    }

    private static final VmState<long[]> PART = VmState.<long[]>named("part", 1)
            .uint8("value", p -> p[0], (p, v) -> p[0] = v)
            .build();

    private static final String FIELDS =
            "01 fe fffffffd fffffffc fffffffffffffffb ffffffffffffffff 0000" + "00000001 ffffffff 00 0a0b0c 1234 11 22";

    private static Device full() {
        Device device = new Device();
        device.flag = true;
        device.byteValue = 0xfe;
        device.intValue = 0xfffffffdL;
        device.signed = -4;
        device.longValue = -5;
        device.timer = -1;
        device.array[0] = 1;
        device.array[1] = -1;
        System.arraycopy(new byte[] {10, 11, 12}, 0, device.buffer, 0, 3);
        device.word = 0x1234;
        device.parts[0][0] = 0x11;
        device.parts[1][0] = 0x22;
        return device;
    }

    @Test
    void savesFieldsBackToBack() {
        assertThat(saved(full())).isEqualTo(Written.hex(FIELDS));
    }

    @Test
    void savesASubsectionWithItsParentAndOnlyIfItIsNeeded() {
        Device device = full();
        device.extra = 0x77;
        device.more = 2;

        String beforeParts = FIELDS.substring(0, FIELDS.length() - " 11 22".length());
        assertThat(saved(device))
                .isEqualTo(Written.hex(beforeParts + "05 09 6465762f696e6e6572 00000001 77" + " 11 22"
                        + "05 0c 6465766963652f6f75746572 00000003 0000000000000002"));
    }

    @Test
    void loadsWhatWasSaved() throws IOException {
        Device device = full();
        device.extra = 0x77;
        device.more = -2;
        byte[] bytes = saved(device);
        Device loaded = new Device();
        StreamInput input = StreamInput.of(bytes);
        VmStateLoader.of(input).load(Device.STATE, loaded, 5);

        assertThat(input.isAtEnd()).isTrue();
        assertThat(loaded).usingRecursiveComparison().isEqualTo(device);
    }

    @Test
    void leavesToTheOuterStateASubsectionThatComesAfterTheInnerOne() throws IOException {
        VmState<Device> outer = VmState.<Device>named("device", 1)
                .struct("inner", Device.INNER, d -> d)
                .subsection(Device.OUTER_EXTRA)
                .build();
        StreamInput input =
                StreamInput.of(Written.hex("1234 05 0c 6465766963652f6f75746572 00000003 0000000000000002 7e"));
        Device device = new Device();
        VmStateLoader.of(input).load(outer, device, 1);

        assertThat(device.more).isEqualTo(2);
        assertThat(input.u8("footer")).isEqualTo(0x7e);
    }

    @ParameterizedTest
    @CsvSource({"3, version 3", "6, version 6", "-1, version 4294967295"})
    void refusesOtherVersions(int version, String found) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() ->
                        VmStateLoader.of(StreamInput.of(Written.hex(FIELDS))).load(Device.STATE, new Device(), version))
                .withMessage("offset 0: expected version 4 to 5 of device, found " + found);
    }

    @ParameterizedTest
    @CsvSource({
        "02, 0, 0 or 1 for device/flag, 2",
        "01 fe ffff, 2, 4 bytes of device/int, the end of the stream after 2",
        FIELDS + " 05 0a 6465766963652f786666 00000001, 44, a subsection device has, device/xff",
        FIELDS + " 05 0c 6465766963652f6f75746572 00000004, 62, version 3 to 3 of device/outer, version 4",
    })
    void namesTheFieldThatIsWrong(String bytes, long offset, String expected, String found) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() ->
                        VmStateLoader.of(StreamInput.of(Written.hex(bytes))).load(Device.STATE, new Device(), 5))
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.found()).isEqualTo(found);
                    assertThat(e.offset()).isEqualTo(offset);
                });
    }

    @Test
    void describesWhatItSavedInQemusWords() throws IOException {
        Device device = full();
        device.extra = 0x77;
        device.more = 2;
        DescriptionWriter description = DescriptionWriter.begin();
        description.beginDevices(4096);
        description.beginDevice("0000:00:01.0/device", 1);
        Written.by(output -> VmStateSaver.of(output, description).save(Device.STATE, device));
        description.endDevice();

        assertThat(new String(description.finish(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"page_size\": 4096, \"devices\": [{\"name\": \"0000:00:01.0/device\", \"instance_id\": 1, "
                                + "\"vmsd_name\": \"device\", \"version\": 5, \"fields\": ["
                                + field("flag", "", "bool", 1) + ", "
                                + field("byte", "", "uint8", 1) + ", "
                                + field("int", "", "uint32", 4) + ", "
                                + field("signed", "", "int32", 4) + ", "
                                + field("long", "", "uint64", 8) + ", "
                                + field("timer", "", "timer", 8) + ", "
                                + field("unused[0]", "", "unused_buffer", 2) + ", "
                                + field("array", "\"array_len\": 2, ", "int32", 4) + ", "
                                + field("unused[1]", "", "unused_buffer", 1) + ", "
                                + field("buffer", "", "buffer", 3) + ", "
                                + "{\"name\": \"inner\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"dev\", \"version\": 2, "
                                + "\"fields\": [" + field("word", "", "uint16", 2) + "], "
                                + "\"subsections\": [{\"vmsd_name\": \"dev/inner\", \"version\": 1, \"fields\": ["
                                + field("extra", "", "uint8", 1) + "]}]}, \"size\": 18}, "
                                + "{\"name\": \"parts\", \"array_len\": 2, \"type\": \"struct\", \"struct\": "
                                + "{\"vmsd_name\": \"part\", \"version\": 1, \"fields\": ["
                                + field("value", "", "uint8", 1)
                                + "]}, \"size\": 1}], "
                                + "\"subsections\": [{\"vmsd_name\": \"device/outer\", \"version\": 3, \"fields\": ["
                                + field("more", "", "int64", 8) + "]}]}]}");
    }

    @Test
    void describesEachElementWhereTheyMayDiffer() throws IOException {
        VmState<Device> state = VmState.<Device>named("list", 1)
                .structArray("inner", Device.INNER, 2, (d, i) -> d)
                .build();
        DescriptionWriter description = DescriptionWriter.begin();
        description.beginDevices(4096);
        description.beginDevice("list", 0);
        Written.by(output -> VmStateSaver.of(output, description).save(state, full()));
        description.endDevice();

        assertThat(new String(description.finish(), StandardCharsets.UTF_8))
                .contains("{\"name\": \"inner\", \"index\": 0, \"type\": \"struct\"")
                .contains("{\"name\": \"inner\", \"index\": 1, \"type\": \"struct\"");
    }

    @Test
    void refusesASubsectionOfAnotherState() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VmState.<Device>named("other", 1).subsection(Device.OUTER_EXTRA));
    }

    @Test
    void loadsAConfigurationWithAllItsSubsections() throws IOException {
        byte[] bytes = Written.hex("00000002 7063"
                + "05 1e 636f6e66696775726174696f6e2f7461726765742d706167652d62697473 00000001 0000000c"
                + "05 1a 636f6e66696775726174696f6e2f6361706162696c6974696573 00000001 00000002 01 61 02 6262"
                + "05 12 636f6e66696775726174696f6e2f75756964 00000001 000102030405060708090a0b0c0d0e0f");
        Configuration configuration = Configuration.any();
        StreamInput input = StreamInput.of(bytes);
        VmStateLoader.of(input).load(Configuration.STATE, configuration, 1);

        assertThat(input.isAtEnd()).isTrue();
        assertThat(configuration.machine()).isEqualTo("pc");
        assertThat(configuration.capabilities()).isEqualTo(new ArrayList<>(List.of("a", "bb")));
        assertThat(configuration.uuid()).hasSize(16).endsWith(0x0e, 0x0f);
    }

    @ParameterizedTest
    @CsvSource({
        "00000002 7063, machine mine, machine pc",
        "00001001, at most 4096 bytes of configuration/name, 4097 bytes",
        "00000004 6d696e65 05 1a 636f6e66696775726174696f6e2f6361706162696c6974696573 00000001 00000001 0161,"
                + " no capabilities, a",
        "00000004 6d696e65 05 1a 636f6e66696775726174696f6e2f6361706162696c6974696573 00000001 00000101,"
                + " at most 256 elements of configuration/capabilities/capabilities, 257",
    })
    void refusesAnotherConfiguration(String bytes, String expected, String found) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> VmStateLoader.of(StreamInput.of(Written.hex(bytes)))
                        .load(Configuration.STATE, Configuration.of("mine"), 1))
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.found()).isEqualTo(found);
                });
    }

    private static String field(String name, String more, String type, int size) {
        return String.format("{\"name\": \"%s\", %s\"type\": \"%s\", \"size\": %d}", name, more, type, size);
    }

    private static byte[] saved(Device device) {
        return Written.by(
                output -> VmStateSaver.of(output, DescriptionWriter.begin()).save(Device.STATE, device));
    }
}
