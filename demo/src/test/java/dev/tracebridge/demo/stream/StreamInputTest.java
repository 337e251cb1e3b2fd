package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamInputTest {

    @Test
    void readsBigEndianValuesInOrder() throws IOException {
        StreamInput input = StreamInput.of(Written.hex("ff fffe fffffffd fffffffc fffffffffffffffb"));

        assertThat(input.u8("a")).isEqualTo(0xff);
        assertThat(input.u16("b")).isEqualTo(0xfffe);
        assertThat(input.u32("c")).isEqualTo(0xfffffffdL);
        assertThat(input.i32("d")).isEqualTo(-4);
        assertThat(input.u64("e")).isEqualTo(-5);
        assertThat(input.position()).isEqualTo(19);
        assertThat(input.isAtEnd()).isTrue();
    }

    @Test
    void namesOffsetExpectationAndFindingWhereTheStreamEnds() throws IOException {
        StreamInput input = StreamInput.of(Written.hex("01 02 03"));
        input.u8("a");

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> input.u32("section id"))
                .withMessage("offset 1: expected 4 bytes of section id, found the end of the stream after 2")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(1));
    }

    @Test
    void fillsABufferAcrossTheEndOfItsOwn() throws IOException {
        byte[] bytes = new byte[700_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        StreamInput input = StreamInput.of(bytes);
        input.u8("a");
        ByteBuffer target = ByteBuffer.allocate(bytes.length - 1);
        input.bytes(target, "the rest");

        assertThat(target.array()).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
        assertThat(input.position()).isEqualTo(bytes.length);
    }

    @Test
    void fillsAPlaceOfABufferAcrossTheEndOfItsOwn() throws IOException {
        byte[] bytes = new byte[700_000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        int page = 4096;
        StreamInput input = StreamInput.of(bytes);
        ByteBuffer target = ByteBuffer.allocateDirect(bytes.length).position(5).limit(bytes.length - 1);
        int at = 0;
        while (at + page < target.limit()) {
            input.bytes(target, at, page, "a page");
            at += page;
        }

        assertThat(input.position()).isEqualTo(at);
        assertThat(target.position()).isEqualTo(5);
        byte[] arrived = new byte[at];
        target.get(0, arrived);
        assertThat(arrived).isEqualTo(Arrays.copyOf(bytes, at));
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> {
                    while (true) {
                        input.bytes(target, 0, page, "a page");
                    }
                })
                .withMessageContaining(
                        "4096 bytes of a page, found the end of the stream after " + (bytes.length - at) % page);
    }

    @Test
    void goesOnAfterAPeerThatStalled() throws IOException {
        byte[] bytes = Written.hex("01 02 03 04");
        StreamInput input = StreamInput.of(new ReadableByteChannel() {
            private int next;

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (next++ == 3) {
                    throw new IOException("stalled");
                }
                int at = next > 3 ? next - 2 : next - 1;
                if (at == bytes.length) {
                    return -1;
                }
                target.put(bytes[at]);
                return 1;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        });
        input.u8("a");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> input.u32("b"))
                .withMessage("stalled");
        assertThat(input.position()).isEqualTo(1);
        assertThat(input.u16("c")).isEqualTo(0x0203);
        assertThat(input.u8("d")).isEqualTo(4);
        assertThat(input.isAtEnd()).isTrue();
    }

    @Test
    void looksAheadWithoutReading() throws IOException {
        StreamInput input = StreamInput.of(Written.hex("05 03 61 2f 62"));

        assertThat(input.peekU8(1)).isEqualTo(3);
        assertThat(input.peekText(2, 3)).isEqualTo("a/b");
        assertThat(input.peekText(2, 4)).isNull();
        assertThat(input.peekU8(5)).isEqualTo(-1);
        assertThat(input.position()).isZero();
        assertThat(input.u8("a")).isEqualTo(5);
    }

    @Test
    void skipsToAnOffsetOrSaysThatTheStreamIsShorter() throws IOException {
        StreamInput input = StreamInput.of(new byte[10]);
        input.skip(4, "a");

        assertThat(input.position()).isEqualTo(4);
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> input.skip(7, "b"))
                .withMessage("offset 4: expected 7 bytes of b, found the end of the stream after 6");
    }

    @ParameterizedTest
    @CsvSource({"01 ff, UTF-8", "01 1b, printable", "02 c285, printable", "03 6100 62, printable"})
    void refusesNamesThatCannotBeShown(String bytes, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> StreamInput.of(Written.hex(bytes)).name("RAM block name"))
                .withMessageContaining("offset 1: expected RAM block name")
                .withMessageContaining(expected);
    }

    @Test
    void allocatesNoMoreThanComes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        readLongPromise(); // loads what this takes
        long before = threads.getCurrentThreadAllocatedBytes();

        readLongPromise();

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000_000);
    }

    private static void readLongPromise() {
        StreamInput input = StreamInput.of(new byte[1000]);
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> input.bytes(Integer.MAX_VALUE - 8, "a description"));
    }
}
