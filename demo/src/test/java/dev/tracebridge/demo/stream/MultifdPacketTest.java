package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultifdPacketTest {

    private static final int PAGE = 4096;
    private static final int HEAD = 320 + 8 * MultifdPacket.MAX_PAGES;

    @Test
    void readsAChannelOfQemuToItsLastByte() throws IOException {
        StreamInput input = StreamInput.of(Capture.of("multifd-channel-1.bin.gz"));
        MultifdPacket packet = new MultifdPacket(PAGE);
        int packets = 0;
        int pages = 0;
        int syncs = 0;

        assertThat(MultifdPacket.Init.read(input).channelId()).isEqualTo(1);
        while (!input.isAtEnd()) {
            packet.read(input);
            input.skip(packet.dataLength(), "pages");
            packets++;
            pages += packet.normalPages();
            syncs += packet.flags();
        }

        assertThat(input.position()).isEqualTo(389_056);
        assertThat(64 + packets * HEAD + pages * PAGE).isEqualTo(389_056);
        assertThat(syncs).isPositive();
        assertThat(pages).isPositive();
    }

    @Test
    void writesWhatItReads() throws IOException {
        MultifdPacket packet = new MultifdPacket(PAGE);
        packet.begin("pc.ram", 7, 0);
        packet.addNormal(0x3000);
        packet.addNormal(0x1000);
        packet.addZero(0x5000);
        byte[] bytes = Written.by(packet::write);
        MultifdPacket read = new MultifdPacket(PAGE);
        read.read(StreamInput.of(bytes));

        assertThat(bytes).hasSize(HEAD);
        assertThat(bytes)
                .startsWith(Written.hex("11223344 00000001 00000000 00000080 00000002 00002000 0000000000000007"
                        + "00000001 00000000" + "00".repeat(24) + "70632e72616d00"));
        assertThat(read.block()).isEqualTo("pc.ram");
        assertThat(read.number()).isEqualTo(7);
        assertThat(read.normalPages()).isEqualTo(2);
        assertThat(read.zeroPages()).isEqualTo(1);
        assertThat(read.dataLength()).isEqualTo(2 * PAGE);
        assertThat(new long[] {read.offset(0), read.offset(1), read.offset(2)}).containsExactly(0x3000, 0x1000, 0x5000);
    }

    @Test
    void opensAChannel() throws IOException {
        byte[] bytes = Written.by(new MultifdPacket.Init(3)::write);

        assertThat(bytes).isEqualTo(Written.hex("11223344 00000001" + "00".repeat(16) + "03" + "00".repeat(39)));
        assertThat(MultifdPacket.Init.read(StreamInput.of(bytes)).channelId()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 51 | 0 | magic 0x11223344 of multifd",
                "7 | 02 | 4 | multifd version 1",
                "11 | 02 | 8 | an uncompressed multifd packet",
                "11 | 40 | 8 | the flag SYNC or none",
                "15 | 81 | 12 | at most 128 pages allocated",
                "19 | 81 | 16 | at most 128 normal pages",
                "23 | 01 | 20 | 4096 bytes of pages",
                "35 | 80 | 32 | at most 127 zero pages",
            })
    void refusesWhatIsNoPacket(int place, String value, long offset, String expected) {
        MultifdPacket packet = new MultifdPacket(PAGE);
        packet.begin("pc.ram", 1, 0);
        packet.addNormal(0);
        byte[] bytes = Written.by(packet::write);
        bytes[place] = Written.hex(value)[0];

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> packet.read(StreamInput.of(bytes)))
                .satisfies(e -> {
                    assertThat(e.offset()).isEqualTo(offset);
                    assertThat(e.expected()).isEqualTo(expected);
                });
    }

    @Property(tries = 500)
    void aDamagedPacketIsReadOrRefused(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        MultifdPacket packet = new MultifdPacket(PAGE);
        packet.begin("pc.ram", 1, 0);
        packet.addNormal(0);
        byte[] bytes = Written.by(packet::write);
        for (int i = 0; i < 3; i++) {
            bytes[random.nextInt(random.nextBoolean() ? 64 : bytes.length)] = (byte) random.nextInt();
        }
        byte[] cut = Arrays.copyOf(bytes, bytes.length - (random.nextBoolean() ? 0 : random.nextInt(bytes.length)));
        try {
            packet.read(StreamInput.of(cut));
            assertThat(packet.normalPages() + packet.zeroPages()).isBetween(0, MultifdPacket.MAX_PAGES);
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) cut.length);
        }
    }
}
