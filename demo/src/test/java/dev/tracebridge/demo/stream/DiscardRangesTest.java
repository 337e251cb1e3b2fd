package dev.tracebridge.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscardRangesTest {

    @Test
    void writesWhatItReads() throws IOException {
        DiscardRanges ranges = new DiscardRanges(
                "v", List.of(new DiscardRanges.Range(0x1000, 0x2000), new DiscardRanges.Range(0x9000, 0x1000)));
        byte[] payload = ranges.payload();

        assertThat(payload)
                .isEqualTo(Written.hex(
                        "00 01 76 00 0000000000001000 0000000000002000" + "0000000000009000 0000000000001000"));
        assertThat(DiscardRanges.of(new CommandRecord(Command.POSTCOPY_RAM_DISCARD, payload), 0))
                .isEqualTo(ranges);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00 | version 0 of a discard",
                "01 01 76 00 | version 0 of a discard",
                "00 02 76 00 | a RAM block name that ends with 0",
                "00 01 76 01 | a RAM block name that ends with 0",
                "00 01 76 00 00 | ranges of 16 bytes, at most 12",
            })
    void refusesOtherPayloads(String hex, String expected) {
        assertThatExceptionOfType(StreamFormatException.class)
                .isThrownBy(
                        () -> DiscardRanges.of(new CommandRecord(Command.POSTCOPY_RAM_DISCARD, Written.hex(hex)), 42))
                .satisfies(e -> {
                    assertThat(e.expected()).isEqualTo(expected);
                    assertThat(e.offset()).isEqualTo(42);
                });
    }
}
