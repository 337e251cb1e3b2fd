package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnPathTest {

    @Test
    void writesMessagesAsQemuDoes() {
        byte[] bytes = Written.by(output -> {
            ReturnPathWriter writer = ReturnPathWriter.of(output);
            writer.send(new ReturnPathMessage.Pong(0x42));
            writer.send(new ReturnPathMessage.Shut(0));
        });

        assertThat(bytes).isEqualTo(Written.hex("0002 0004 00000042 0001 0004 00000000"));
    }

    @Test
    void readsMessages() throws IOException {
        ReturnPathReader reader =
                ReturnPathReader.of(StreamInput.of(Written.hex("0002 0004 00000001 0001 0004 00000005")));

        assertThat(reader.next()).isEqualTo(new ReturnPathMessage.Pong(1));
        assertThat(reader.next()).isEqualTo(new ReturnPathMessage.Shut(5));
    }

    @ParameterizedTest
    @CsvSource({
        "0000 0000, 0, a return path message",
        "0009 0000, 0, a return path message",
        "0001 0003 000000, 2, length 4 of SHUT",
        "0002 ffff, 2, length 4 of PONG",
        "0002 0004 0000, 4, 4 bytes of value of PONG",
        "0002, 2, 2 bytes of return path message length",
    })
    void refusesOtherMessages(String bytes, long offset, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() ->
                        ReturnPathReader.of(StreamInput.of(Written.hex(bytes))).next())
                .satisfies(e -> {
                    assertThat(e.offset()).isEqualTo(offset);
                    assertThat(e.expected()).startsWith(expected);
                });
    }
}
