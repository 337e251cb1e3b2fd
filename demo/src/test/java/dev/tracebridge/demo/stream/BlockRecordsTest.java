package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the records of RAM blocks carry with some capabilities. */
class BlockRecordsTest {

    private static final int PAGE = 4096;

    /** 64 pages: a map of one word at 64, the pages at 128. */
    private static final String MAPPED =
            "0000000000040004 01 62 0000000000040000" + "00000001 0000000000001000 0000000000000040 0000000000000080";

    private final List<String> found = new ArrayList<>();

    private void read(byte[] bytes, boolean withAddress, boolean withPages) throws IOException {
        RamReader reader = RamReader.of(StreamInput.of(bytes), PAGE);
        reader.blocksCarry(withAddress, withPages);
        reader.section(new RamRecordHandler() {
            @Override
            public void memorySize(long offset, List<RamBlockSize> blocks) {
                found.add(blocks.toString());
            }

            @Override
            public void mappedPages(String block, long pages) {
                found.add(block + ": " + pages);
            }

            @Override
            public void zeroPage(RamPage page) {
                found.add("zero page");
            }

            @Override
            public void page(RamPage page, StreamInput input) {
                found.add("page");
            }
        });
    }

    @Test
    void haveTheAddressOfMemoryThatIsShared() throws IOException {
        read(Written.hex("0000000000040004 01 62 0000000000040000 00000000deadb000 0000000000000010"), true, false);

        assertThat(found)
                .containsExactly(List.of(new RamBlockSize("b", 0x40000)).toString());
    }

    @Test
    void haveTheirPagesBehindThem() throws IOException {
        byte[] bytes = Written.by(output -> {
            byte[] head = Written.hex(MAPPED);
            output.bytes(head);
            output.bytes(new byte[64 - head.length]);
            output.u64(0x8000_0000_0000_0005L);
            output.bytes(new byte[128 - 72 + 64 * PAGE]);
            output.u64(RamFlags.EOS);
        });

        read(bytes, false, true);

        assertThat(found)
                .containsExactly("b: 3", List.of(new RamBlockSize("b", 0x40000)).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "21, 2, 'version 1 of the map of b, found 2'",
        "28, 0, 'pages of 4096 bytes, found of 0'",
        "36, 10, 8 bytes of map of b",
        "45, 41, 8 bytes of map of b",
        "37, ff, 8 bytes of map of b"
    })
    void areRefusedWhereTheMapIsWrong(int at, String value, String message) {
        byte[] bytes = Written.hex(MAPPED);
        bytes[at] = (byte) Integer.parseInt(value, 16);

        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(() -> read(bytes, false, true))
                .withMessageContaining(message);
    }
}
