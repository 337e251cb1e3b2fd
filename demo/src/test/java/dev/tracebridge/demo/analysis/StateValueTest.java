package dev.tracebridge.demo.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.demo.analysis.StateValue.Elements;
import dev.tracebridge.demo.analysis.StateValue.Structure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateValueTest {

    /** What {@code analyze-migration.py} makes of the same types and bytes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bool | 00 | false",
                "bool | 02 | true",
                "int8 | 7f | '0x7f'",
                "int8 | ff | '0xff (-1)'",
                "int16 | 8000 | '0x8000 (-32768)'",
                "int32 | fffffffe | '0xfffffffe (-2)'",
                "int64 | 8000000000000000 | '0x8000000000000000 (-9223372036854775808)'",
                "int32 equal | ffffffff | '0xffffffff (-1)'",
                "int32 le | ffffffff | '0xffffffff (-1)'",
                "int64 equal | ffffffffffffffff | '0xffffffffffffffff (-1)'",
                "uint8 equal | ff | '0xff (-1)'",
                "uint16 equal | ffff | '0xffff (-1)'",
                "uint32 equal | ffffffff | '0xffffffff'",
                "uint8 | ff | '0xff'",
                "uint16 | 00ff | '0x00ff'",
                "uint32 | ffffffff | '0xffffffff'",
                "uint64 | ffffffffffffffff | '0xffffffffffffffff'",
                "timer | ffffffffffffffff | 'ff ff ff ff ff ff ff ff'",
                "buffer | 0a0b | '0a 0b'",
                "unused_buffer | 00 | '00'",
                "bitmap | 0000000000000001 | '00 00 00 00 00 00 00 01'",
                "qtailq | 0100 | '01 00'",
                "tmp | 0102 | '01 02'",
                "CPU_Double_U | 0000000100000002 | '00 00 00 01 00 00 00 02'",
                "nullptr | 30 | 'nullptr'",
                "buffer | '' | ''",
            })
    void showsAValueByItsType(String type, String hex, String shown) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        String text = text(new Elements(FieldRendering.of(type), bytes, bytes.length, 1));

        assertThat(text).isEqualTo(type.equals("bool") ? shown : '"' + (shown == null ? "" : shown) + '"');
    }

    @Test
    void makesAListOfAnArray() throws IOException {
        Structure structure = new Structure();
        structure.add("regs", new Elements(FieldRendering.UNSIGNED, new byte[] {1, 2}, 1, 2));

        assertThat(text(structure)).isEqualTo("""
                {
                    "regs": [
                        "0x01",
                        "0x02"
                    ]
                }""");
    }

    @Test
    void makesAListOfWhatHasOneNameSeveralTimes() throws IOException {
        Structure structure = new Structure();
        structure.add("slot", new Elements(FieldRendering.NULL_POINTER, new byte[] {'0', '0'}, 1, 2));
        structure.add("slot", new Structure());
        structure.add("none", new Elements(FieldRendering.UNSIGNED, new byte[0], 4, 0));

        assertThat(text(structure)).isEqualTo("""
                {
                    "slot": [
                        "nullptr",
                        "nullptr",
                        {}
                    ]
                }""");
    }

    @Test
    void escapesWhatIsNotPrintableAscii() throws IOException {
        byte[] name = "a\"\\\n\t\u007f\u00e9\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
        Structure structure = new Structure();
        structure.add(new String(name, StandardCharsets.UTF_8), new StateValue.Nothing());

        assertThat(text(structure)).contains("\"a\\\"\\\\\\n\\t\\u007f\\u00e9\\ud83d\\ude00\": \"\"");
    }

    private static String text(StateValue value) throws IOException {
        StringBuilder out = new StringBuilder();
        value.write(new IndentedJson(out));
        return out.toString();
    }
}
