package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XbzrleTest {

    private static final int PAGE = 4096;

    @Test
    void encodesTheExampleOfQemu() {
        byte[] now = new byte[PAGE];
        now[0] = (byte) 0x98;
        now[1] = 0x51;

        assertThat(encoded(new byte[PAGE], now)).isEqualTo(Written.hex("00 02 98 51"));
    }

    @Test
    void encodesLongRunsInTwoBytes() {
        byte[] now = new byte[PAGE];
        now[200] = 1;
        now[PAGE - 1] = 2;

        assertThat(encoded(new byte[PAGE], now)).isEqualTo(Written.hex("c8 01 01 01  b6 1e 01 02"));
    }

    @Test
    void saysNothingOfAPageThatIsAsItWas() {
        assertThat(encoded(new byte[PAGE], new byte[PAGE])).isEmpty();
    }

    @Test
    void givesUpOnAPageThatWouldGrow() {
        byte[] now = new byte[PAGE];
        for (int i = 0; i < PAGE; i += 2) {
            now[i] = 1;
        }

        assertThat(Xbzrle.encode(new byte[PAGE], now, new byte[PAGE])).isEqualTo(Xbzrle.OVERFLOW);
    }

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(
            @ForAll long seed, @ForAll @Size(max = 40) int[] places, @ForAll @IntRange(min = 1, max = 300) int longest)
            throws IOException {
        Random random = new Random(seed);
        byte[] old = new byte[PAGE];
        random.nextBytes(old);
        byte[] now = old.clone();
        for (int place : places) {
            int start = Math.floorMod(place, PAGE);
            byte[] run = new byte[Math.min(PAGE - start, 1 + random.nextInt(longest))];
            random.nextBytes(run);
            System.arraycopy(run, 0, now, start, run.length);
        }
        byte[] target = new byte[PAGE];
        int length = Xbzrle.encode(old, now, target);
        if (length == Xbzrle.OVERFLOW) {
            return;
        }
        ByteBuffer page = ByteBuffer.allocate(3 * PAGE);
        page.put(PAGE, old);
        Xbzrle.decode(Arrays.copyOf(target, length), page, PAGE, PAGE, 0);

        assertThat(Arrays.copyOfRange(page.array(), PAGE, 2 * PAGE)).isEqualTo(now);
    }

    @Property(tries = 1000)
    void madeUpBytesStayWithinThePage(@ForAll byte[] bytes) {
        ByteBuffer page = ByteBuffer.allocate(3 * 64);
        try {
            Xbzrle.decode(bytes, page, 64, 64, 0);
        } catch (StreamFormatException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
        }
        assertThat(Arrays.copyOf(page.array(), 64)).containsOnly(0);
        assertThat(Arrays.copyOfRange(page.array(), 128, 192)).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 00 | runs of a byte or more",
                "00 01 11 00 01 22 | runs of a byte or more",
                "00 | the length of a run within the record",
                "80 | the length of a run within the record",
                "80 80 01 01 11 | a length of one or two bytes",
                "00 05 11 | 5 bytes of a run within the record",
                "ff 1f 02 11 22 | runs within the page's 4096 bytes",
            })
    void refusesWhatIsNoDifference(String hex, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> Xbzrle.decode(Written.hex(hex), ByteBuffer.allocate(PAGE), 0, PAGE, 100))
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.offset()).isGreaterThanOrEqualTo(100);
                });
    }

    private static byte[] encoded(byte[] old, byte[] now) {
        byte[] target = new byte[PAGE];
        int length = Xbzrle.encode(old, now, target);
        return Arrays.copyOf(target, length);
    }
}
