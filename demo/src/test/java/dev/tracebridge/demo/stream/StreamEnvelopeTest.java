package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StreamEnvelopeTest {

    @Test
    void writesEachPartAsQemuDoes() {
        byte[] bytes = Written.by(output -> {
            StreamWriter writer = StreamWriter.of(output);
            writer.header();
            writer.configuration();
            writer.command(Command.PING, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
            writer.sectionHeader(new SectionHeader(SectionType.START, 2, "ram", 0, 4));
            writer.footer(2);
            writer.sectionHeader(SectionType.PART, 2);
            writer.footer(2);
            writer.sectionHeader(new SectionHeader(SectionType.FULL, 9, "dma", 1, 1));
            writer.footer(9);
            writer.endOfFile();
            writer.description("{}".getBytes(StandardCharsets.US_ASCII));
        });

        assertThat(bytes)
                .isEqualTo(Written.hex("5145564d 00000003"
                        + "07"
                        + "08 0002 0004 00000001"
                        + "01 00000002 03 72616d 00000000 00000004"
                        + "7e 00000002"
                        + "02 00000002"
                        + "7e 00000002"
                        + "04 00000009 03 646d61 00000001 00000001"
                        + "7e 00000009"
                        + "00"
                        + "06 00000002 7b7d"));
    }

    @Test
    void readsASectionHeader() throws IOException {
        StreamReader reader = reader("04 00000009 03 646d61 00000001 00000003");

        assertThat(reader.sectionHeader(reader.sectionType()))
                .isEqualTo(new SectionHeader(SectionType.FULL, 9, "dma", 1, 3));
    }

    @ParameterizedTest
    @EnumSource(SectionType.class)
    void findsEachSectionTypeByItsByte(SectionType type) throws IOException {
        assertThat(reader(String.format("%02x", type.code())).sectionType()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "5145564e 00000003, 0, magic 0x5145564d (QEVM), 0x5145564e",
        "5145564d 00000002, 4, stream version 3, 2",
        "5145564d 000000, 4, 4 bytes of stream version, the end of the stream after 3",
    })
    void refusesAnotherHeader(String bytes, long offset, String expected, String found) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> reader(bytes).header())
                .satisfies(e -> {
                    assertThat(e.offset()).isEqualTo(offset);
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.found()).isEqualTo(found);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "0000 0000, 0, a command",
        "000c 0000, 0, a command",
        "0002 0003 000000, 2, 4 bytes of payload for PING",
        "000b 0001 00, 2, 0 bytes of payload for SWITCHOVER_START",
        "000a 0004 0000, 4, 4 bytes of payload of RECV_BITMAP",
    })
    void refusesCommandsThatQemuRefuses(String bytes, long offset, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> reader(bytes).command())
                .satisfies(e -> {
                    assertThat(e.offset()).isEqualTo(offset);
                    assertThat(e.expected()).startsWith(expected);
                });
    }

    @Test
    void readsThePayloadOfACommand() throws IOException {
        CommandRecord command = reader("0002 0004 00000042").command();

        assertThat(command.command()).isEqualTo(Command.PING);
        assertThat(command.length()).isEqualTo(4);
        assertThat(command.value()).isEqualTo(0x42);
    }

    @ParameterizedTest
    @CsvSource({"7f 00000009, 0x7f", "7e 0000000a, that of section 10"})
    void missesTheFooterOfASection(String bytes, String found) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> reader(bytes).footer(9, "dma"))
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo("the footer of section 9 (dma)");
                    assertThat(e.found()).isEqualTo(found);
                });
    }

    @Test
    void boundsTheDescription() {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> reader("ffffffff 7b").description())
                .withMessageContaining("a description of at most 16777216 bytes, found 4294967295 bytes");
    }

    @Test
    void writesNoCommandWithAPayloadItCannotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Written.by(output -> StreamWriter.of(output).command(Command.PING)));
    }

    private static StreamReader reader(String hex) {
        return StreamReader.of(StreamInput.of(Written.hex(hex)));
    }
}
