package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
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

    @Test
    void readsEveryMessageItWrites() throws IOException {
        BitSet pages = new BitSet();
        pages.set(1, 70);
        List<ReturnPathMessage> messages = List.of(
                new ReturnPathMessage.RequestPages("pc.ram", 0x3000, 4096),
                new ReturnPathMessage.RequestPages(null, 0x5000, 4096),
                ReturnPathMessage.ReceivedBitmap.of("pc.ram", 129, pages),
                new ReturnPathMessage.ResumeAck(1),
                new ReturnPathMessage.SwitchoverAck(),
                new ReturnPathMessage.Shut(0));
        byte[] bytes = Written.by(output -> {
            for (ReturnPathMessage message : messages) {
                ReturnPathWriter.of(output).send(message);
            }
        });
        List<ReturnPathMessage> read = readAll(bytes);

        assertThat(bytes)
                .startsWith(Written.hex("0003 0013 0000000000003000 00001000 06 70632e72616d"
                        + "0004 000c 0000000000005000 00001000"
                        + "0005 0007 06 70632e72616d 0000000000000018 feffffffffffffff 3f00000000000000"
                        + "0000000000000000 0123456789abcdef"));
        assertThat(read).isEqualTo(messages);
    }

    @Test
    void readsWhatQemuAnsweredBeforeItWasCutOff() throws IOException {
        assertThat(readAll(Capture.of("postcopy-return-before-cut.bin.gz")))
                .containsExactly(
                        new ReturnPathMessage.Pong(1),
                        new ReturnPathMessage.Pong(2),
                        new ReturnPathMessage.Pong(4),
                        new ReturnPathMessage.Pong(3),
                        new ReturnPathMessage.RequestPages("pc.ram", 0xe8000, 4096));
    }

    @Test
    void readsWhatQemuAnsweredWhenItRecovered() throws IOException {
        List<ReturnPathMessage> messages = readAll(Capture.of("postcopy-return-recovered.bin.gz"));
        int received = 0;
        for (ReturnPathMessage message : messages) {
            if (message instanceof ReturnPathMessage.ReceivedBitmap bitmap) {
                received += bitmap.received().cardinality();
            }
        }

        assertThat(messages.get(0)).isInstanceOfSatisfying(ReturnPathMessage.ReceivedBitmap.class, bitmap -> {
            assertThat(bitmap.block()).isEqualTo("pc.ram");
            assertThat(bitmap.size()).isEqualTo(2048);
        });
        assertThat(received).as("of 20690 pages, 650 were left").isEqualTo(20_040);
        assertThat(messages).contains(new ReturnPathMessage.ResumeAck(1)).endsWith(new ReturnPathMessage.Shut(0));
    }

    private static List<ReturnPathMessage> readAll(byte[] bytes) throws IOException {
        StreamInput input = StreamInput.of(bytes);
        ReturnPathReader reader = ReturnPathReader.of(input);
        List<ReturnPathMessage> messages = new ArrayList<>();
        while (!input.isAtEnd()) {
            messages.add(reader.next());
        }
        return messages;
    }

    @ParameterizedTest
    @CsvSource({
        "0004 000b 0000000000005000 00001000, 2, length 12 of a request for pages",
        "0005 0002 01 61 0000000000000007, 6, a multiple of 8 bytes of bitmap",
        "0005 0002 01 61 7000000000000000, 6, a multiple of 8 bytes of bitmap",
        "0005 0002 01 61 0000000000000000 0123456789abcdee, 14, end mark 0x0123456789abcdef",
        "0007 0001 00, 2, length 0 of SWITCHOVER_ACK",
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
