package dev.tracebridge.recording.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.Catalogue;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentPatternTest {

    private static final int SEED = 20261121;

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "f(int a) \"%d\"~-42~[-42]",
                "f(uint32_t a) \"%d\"~-1~[4294967295]",
                "f(int a) \"%u\"~4294967295~[-1]",
                "f(uint8_t a) \"%d\"~255~[255]",
                "f(unsigned a) \"%ud\"~96d~[96]",
                "f(int w, int h) \"%dx%d\"~640x480~[640, 480]",
                "f(uint64_t a) \"0x%\"PRIx64~0xffffffffffffffff~[-1]",
                "f(uint64_t a) \"0x%016\"PRIx64~0x00000000000000ff~[255]",
                "f(uint8_t a, uint8_t b) \"%02x%02x\"~0aff~[10, 255]",
                "f(uint32_t a) \"%8.8x\"~000000ff~[255]",
                "f(int a) \"%4d|\"~  42|~[42]",
                "f(void *a) \"%p\"~(nil)~[0]",
                "f(void *a) \"%p.\"~0x7f00dead.~[2130763437]",
                "f(const char *a) \"%p\"~0x7f00~[0x7f00]",
                "f(const char *a) \"s=%s\"~s=(null)~[null]",
                "f(const char *a) \"s=%s\"~s=~[]",
                "f(char c) \"<%c>\"~< >~[32]",
                "f(bool a) \"%d\"~1~[true]",
                "f(const char *b, uint64_t s, uint64_t l) \"%s:%lx/%lx\"~0000:00:02.0/vga:1/2~[0000:00:02.0/vga, 1, 2]",
                "f(const char *b, uint64_t s, size_t l) \"%s: start: %\" PRIx64 \" %zx\"~/rom@etc: x: start: 0 9~[/rom@etc: x, 0, 9]",
                "f(const char *a, const char *b) \"%s => %s\"~x => y => z~[x => y, z]",
                "f(const char *a, int n) \"%s %d %%\"~a 1 % 2 %~[a 1 %, 2]",
                "f(const char *a) \"%20s|\"~                 abc|~[abc]",
                "f(int64_t a) \"size 0x%\"PRIi64~size 0x2056~[2056]",
                "f(int w, uint64_t a) \"0x%0*\"PRIx64~0x00ff~[4, 255]",
                "f(int64_t a) \"%\"PRId64~-9223372036854775808~[-9223372036854775808]",
                "f(double a) \"%g\"~838.861~[838.861]",
                "f(void) \"\"~~[]",
                "f(void) \"plain\"~plain~[]",
            })
    void readsArgumentsBack(String declaration, String text, String expected) {
        Tracepoint tracepoint = Tracepoint.parse(declaration);
        assertThat(String.valueOf(read(tracepoint, text == null ? "" : text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "f(int a) \"%d\"~042",
                "f(int a) \"%d\"~-0",
                "f(int a) \"%d\"~2147483648",
                "f(uint8_t a) \"%d\"~256",
                "f(uint8_t a) \"%d\"~-1",
                "f(bool a) \"%d\"~2",
                "f(uint32_t a) \"0x%x\"~0xFF",
                "f(uint32_t a) \"%02x\"~1",
                "f(uint32_t a) \"%02x\"~001",
                "f(uint64_t a) \"%\"PRIx64~1ffffffffffffffff",
                "f(uint64_t a) \"%\"PRIu64~18446744073709551616",
                "f(void *a) \"%p\"~0x0",
                "f(void *a) \"%p\"~0xABC",
                "f(void *a) \"%p\"~(null)",
                "f(int a) \"a=%d b\"~a=1",
                "f(int a) \"a=%d\"~a=1 ",
                "f(int a) \"a=%d\"~b=1",
                "f(int a) \"%4d\"~ 42",
                "f(const char *a) \"%20s\"~abc",
                "f(double a) \"%g\"~838.8610",
                "f(void) \"\"~x",
            })
    void refusesWhatWouldNotPrintSo(String declaration, String text) {
        assertThat(read(Tracepoint.parse(declaration), text)).isNull();
    }

    @Test
    void readsWhateverEveryKindOfConversionPrints() {
        Catalogue catalogue = Catalogue.parse("kinds", """
                a(int a, uint32_t b, uint64_t c) "%d %u 0x%"PRIx64
                b(uint8_t a, uint16_t b, int16_t c, int8_t d) "%02x:%04x:%d:%d"
                c(const char *a, const char *b, int c) "%s: %s=%d"
                d(bool a, char b, void *c, const void *d) "%d %c %p %p"
                e(long a, unsigned long b, ssize_t c, size_t d) "%ld %lu %zd %zu"
                f(uint32_t a, uint32_t b) "%08x%X"
                g(int a, int b, int c) "%3d|%-5d|%+d"
                h(unsigned a, unsigned b, unsigned c) "%o %#x %.3u"
                i(const char *a, const char *b) "%10s|%-6s|"
                j(uint64_t a, int64_t b) "%016"PRIx64" %"PRIi64
                """);
        readsBack(catalogue, 2000);
    }

    static void readsBack(Catalogue catalogue, int rounds) {
        Random random = new Random(SEED);
        for (Tracepoint tracepoint : catalogue.tracepoints()) {
            if (tracepoint.format().text().isEmpty()) {
                continue;
            }
            for (int i = 0; i < rounds; i++) {
                List<Object> values = values(tracepoint, random);
                String text = tracepoint.format().format(values);
                List<Object> read = read(tracepoint, text);
                if (read == null || !tracepoint.format().format(read).equals(text)) {
                    assertThat(read)
                            .as("%s of %s", text, tracepoint.declaration())
                            .isEqualTo(values);
                }
            }
        }
    }

    private static List<Object> values(Tracepoint tracepoint, Random random) {
        List<Object> values = new ArrayList<>();
        for (Argument argument : tracepoint.arguments()) {
            JavaType type = argument.type().javaType();
            if (type == JavaType.STRING) {
                String[] texts = {"", "pc.ram", "0000:00:02.0/vga.vram", "a=b: c/1 2", null, "größer", "(null)", "7f"};
                values.add(texts[random.nextInt(texts.length)]);
            } else if (type == JavaType.BOOLEAN) {
                values.add(random.nextBoolean());
            } else if (tracepoint.format().text().contains("%c")) {
                values.add((byte) (1 + random.nextInt(126)));
            } else {
                long number = random.nextInt(4) == 0 ? random.nextInt(3) - 1 : random.nextLong() >> random.nextInt(64);
                values.add(tracepoint.format().text().contains("*") ? (Object) Math.abs(number % 20) : number);
            }
        }
        return values;
    }

    @Test
    void givesUpOnARecordMadeToBeAmbiguous() {
        Tracepoint tracepoint = Tracepoint.parse(
                "f(const char *a, const char *b, const char *c, const char *d, const char *e, int n) \"%s %s %s %s %s %d\"");

        assertThat(read(tracepoint, "a ".repeat(20_000) + "x")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\\ntwo %d", "one\\n%d\\nthree"})
    void countsInnerLines(String format) {
        Tracepoint tracepoint = Tracepoint.parse("f(int a) \"" + format + "\"");

        assertThat(ArgumentPattern.of(tracepoint).innerLines()).isEqualTo(format.split("\\\\n").length - 1);
    }

    private static List<Object> read(Tracepoint tracepoint, String text) {
        byte[] line = ("tail" + text + "tail").getBytes(StandardCharsets.UTF_8);
        byte[] expected = Arrays.copyOf(line, line.length);
        ArgumentValues values = new ArgumentValues();
        boolean fits = ArgumentPattern.of(tracepoint).read(line, 4, line.length - 4, values);
        assertThat(line).isEqualTo(expected);
        return fits ? values.toList(tracepoint) : null;
    }
}
