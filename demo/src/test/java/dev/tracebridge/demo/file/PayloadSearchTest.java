package dev.tracebridge.demo.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadSearchTest {

    private static final HexFormat HEX = HexFormat.of();

    /** Section 5 is read; 2 has begun before. */
    private static byte[] read(String stream, boolean fragment) throws IOException {
        StreamInput input = StreamInput.of(HEX.parseHex(stream.replace(" ", "")));
        return new PayloadSearch(input, id -> id == 2 || id == 5, fragment).read(5, "device");
    }

    @ParameterizedTest
    @CsvSource({
        // what follows the footer
        "00, the end",
        "00 06 00000002 7b7d, the end and a description",
        "02 00000002, a PART of what has begun",
        "03 00000002, an END",
        "01 00000007 03 726d61 00000000 00000004, a START",
        "04 00000007 03 726d61 00000000 00000004, a FULL section",
        "08 0002 0004 00000001, a PING",
    })
    void endsAtAFooterWithSomethingLegalBehind(String behind) throws IOException {
        assertThat(read("0102 7e00000005" + behind, false)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "7e00000006 00, the footer of another section",
        "7e00000005 00 01, an end with something behind that is no description",
        "7e00000005 09, no section type",
        "7e00000005 05 00, a subsection",
        "7e00000005 02 00000003, a PART of what has not begun",
        "7e00000005 04 00000002 01 61 00000000 00000001, a section that has begun",
        "7e00000005 04 00000007 00 00000000 00000001, a section without a name",
        "7e00000005 04 00000007 01 07 00000000 00000001, a section whose name cannot be printed",
        "7e00000005 04 00000007 01 61 00000000 00010000, a section with an impossible version",
        "7e00000005 08 0002 0003, a PING of a wrong length",
        "7e00000005 08 0063 0000, an unknown command",
    })
    void goesOnBehindAChanceLikeness(String likeness) throws IOException {
        String rest = likeness.replace(" ", "");

        assertThat(read(rest + "7e00000005 00", false)).isEqualTo(HEX.parseHex(rest));
    }

    @Test
    void endsAtTheEndOfAPackage() throws IOException {
        assertThat(read("01 7e00000005", true)).containsExactly(1);
    }

    @Test
    void mayFindNothingBeforeTheFooter() throws IOException {
        assertThat(read("7e00000005 00", false)).isEmpty();
    }

    @Test
    void needsAFooter() {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> read("0102030405", false))
                .withMessage("offset 5: expected 1 byte of the state of device or the footer of its section, "
                        + "found the end of the stream");
    }

    @Test
    void givesUpAfterItsLimit() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return length;
            }
        };
        StreamInput input = StreamInput.of(Channels.newChannel(endless));

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> new PayloadSearch(input, id -> false, false).read(5, "device"))
                .withMessage("offset 0: expected the footer of section 5 (device) within 16777216 bytes, found none");
    }
}
