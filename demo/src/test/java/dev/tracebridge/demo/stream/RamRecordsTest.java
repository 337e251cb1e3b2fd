package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RamRecordsTest {

    private static final int PAGE_SIZE = 1024;

    @Test
    void writesTheListOfBlocks() {
        byte[] bytes = Written.by(output -> {
            RamWriter writer = RamWriter.of(output, PAGE_SIZE);
            writer.memorySize(List.of(new RamBlockSize("pc.ram", 0x10000), new RamBlockSize("v", 0x400)));
            writer.endOfSection();
        });

        assertThat(bytes)
                .isEqualTo(Written.hex("0000000000010404 06 70632e72616d 0000000000010000 01 76 0000000000000400"
                        + "0000000000000010"));
    }

    @Test
    void namesABlockOnlyWhereItChanges() {
        ByteBuffer memory = ByteBuffer.allocate(2 * PAGE_SIZE);
        memory.put(PAGE_SIZE, (byte) 0x5a);
        byte[] bytes = Written.by(output -> {
            RamWriter writer = RamWriter.of(output, PAGE_SIZE);
            writer.zeroPage("a", 0x400);
            writer.page("a", 0x800, memory, PAGE_SIZE);
            writer.endOfSection();
            writer.zeroPage("a", 0xc00);
            writer.page("b", 0, memory, 0);
        });

        String zeros = "00".repeat(PAGE_SIZE);
        assertThat(bytes)
                .isEqualTo(Written.hex("0000000000000402 01 61 00"
                        + "0000000000000828" + "5a" + zeros.substring(2)
                        + "0000000000000010"
                        + "0000000000000c22 00"
                        + "0000000000000008 01 62" + zeros));
    }

    @Test
    void remembersTheBlockOverTheEndOfASection() throws IOException {
        Recorder recorder = new Recorder();
        StreamInput input = StreamInput.of(
                Written.hex("0000000000000402 01 61 00 0000000000000010 0000000000000c22 00" + "0000000000000010"));
        RamReader reader = RamReader.of(input, PAGE_SIZE);
        reader.section(recorder);
        reader.section(recorder);

        assertThat(recorder.records).containsExactly("zero a 400 2", "zero a c00 22");
        assertThat(input.isAtEnd()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000022 00, 0, a page record that names its block",
        "0000000000000002 01 61 01, 10, fill byte 0",
        "000000000000000a 01 61, 0, the flags of a RAM record",
        "0000000000000042 01 61, 0, the flags of a RAM record",
        "0000000000000030, 0, the flags of a RAM record",
        "0000000000000001, 0, the flags of a RAM record",
        "0000000000000404 01 61 0000000000000800, 10, a length of 1 to 1024 bytes",
        "0000000000000404 01 61 0000000000000000, 10, a length of 1 to 1024 bytes",
        "8000000000000004 01 61 8000000000000000, 10, a length of 1 to",
        "0000000000000008 01 61 00, 10, 1024 bytes of a page",
    })
    void refusesWhatNoSourceWrites(String bytes, long offset, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> RamReader.of(StreamInput.of(Written.hex(bytes)), PAGE_SIZE)
                        .section(new Recorder()))
                .satisfies(e -> {
                    assertThat(e.offset()).isEqualTo(offset);
                    assertThat(e.expected()).startsWith(expected);
                });
    }

    @Test
    void boundsTheNumberOfBlocks() {
        byte[] endless = Written.by(output -> {
            output.u64(0x7fff_ffff_ffff_fc00L | RamFlags.MEM_SIZE);
            for (int i = 0; i <= RamReader.MAX_BLOCKS; i++) {
                output.name("block " + i);
                output.u64(PAGE_SIZE);
            }
        });

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(
                        () -> RamReader.of(StreamInput.of(endless), PAGE_SIZE).section(new Recorder()))
                .withMessageContaining("at most 4096 RAM blocks");
    }

    /** Writes down what it is told. */
    private static final class Recorder implements RamRecordHandler {

        private final List<String> records = new ArrayList<>();

        @Override
        public void memorySize(long offset, List<RamBlockSize> blocks) {
            records.add("size " + blocks);
        }

        @Override
        public void zeroPage(RamPage page) {
            records.add(String.format("zero %s %x %x", page.block(), page.offset(), page.flags()));
        }

        @Override
        public void page(RamPage page, StreamInput input) throws IOException {
            byte[] bytes = input.bytes(PAGE_SIZE, "a page");
            records.add(String.format(
                    "page %s %x %x %d", page.block(), page.offset(), page.flags(), Arrays.hashCode(bytes)));
        }
    }
}
