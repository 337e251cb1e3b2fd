package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Formats nobody thought of, beside this machine's own printf. */
class PrintfPropertiesTest {

    private static final int AT_ONCE = 4000;

    /** Flags, width and precision. */
    private static Arbitrary<String> specification() {
        Arbitrary<String> flags = Arbitraries.of('-', '+', ' ', '#', '0')
                .set()
                .ofMaxSize(3)
                .map(set -> set.stream().map(String::valueOf).reduce("", String::concat));
        Arbitrary<String> widths = Arbitraries.of("", "", "1", "2", "4", "8", "16", "20", "23");
        Arbitrary<String> precisions = Arbitraries.of("", "", "", ".", ".0", ".1", ".2", ".8", ".20");
        return Combinators.combine(flags, widths, precisions).as((f, w, p) -> f + w + p);
    }

    private static Arbitrary<String> wholes() {
        Arbitrary<Long> edges = Arbitraries.of(
                0L,
                1L,
                -1L,
                127L,
                128L,
                255L,
                256L,
                32767L,
                32768L,
                65535L,
                0x7fff_ffffL,
                0x8000_0000L,
                0xffff_ffffL,
                Long.MAX_VALUE,
                Long.MIN_VALUE);
        return Arbitraries.oneOf(edges, Arbitraries.longs())
                .map(n -> new BigInteger(Long.toUnsignedString(n)).toString());
    }

    private static Arbitrary<PrintfCase> cases() {
        Arbitrary<PrintfCase> narrow = Combinators.combine(
                        specification(),
                        Arbitraries.of(
                                "int",
                                "unsigned",
                                "uint8_t",
                                "int8_t",
                                "char",
                                "uint16_t",
                                "int16_t",
                                "bool",
                                "uint32_t"),
                        Arbitraries.of("d", "i", "u", "x", "X", "o", "hhx", "hd", "hu", "hhd"),
                        wholes())
                .as((s, type, conversion, value) ->
                        new PrintfCase(List.of(type), "\"<%" + s + conversion + ">\"", List.of(value)));
        Arbitrary<PrintfCase> wide = Combinators.combine(
                        specification(),
                        Arbitraries.of(
                                "uint64_t", "int64_t", "size_t", "ssize_t", "long", "unsigned long", "uintptr_t"),
                        Arbitraries.of("ld", "li", "lu", "lx", "lX", "lo", "zu", "zx", "llx", "jd", "tx"),
                        wholes())
                .as((s, type, conversion, value) ->
                        new PrintfCase(List.of(type), "\"<%" + s + conversion + ">\"", List.of(value)));
        Arbitrary<PrintfCase> macros = Combinators.combine(
                        specification(),
                        Arbitraries.of("d", "i", "u", "x", "X", "o"),
                        Arbitraries.of("8", "16", "32", "64"),
                        wholes())
                .as((s, type, bits, value) -> new PrintfCase(
                        List.of("uint" + bits + "_t"), "\"<%" + s + "\"PRI" + type + bits + "\">\"", List.of(value)));
        Arbitrary<PrintfCase> pointers = Combinators.combine(specification(), wholes())
                .as((s, value) -> new PrintfCase(List.of("void*"), "\"<%" + s + "p>\"", List.of(value)));
        Arbitrary<PrintfCase> strings = Combinators.combine(
                        specification(),
                        Arbitraries.of("NULL", "\"\"", "\"a\"", "\"pc.ram\"", "\"0000:00:02.0/vga.vram\""))
                .as((s, value) -> new PrintfCase(List.of("char*"), "\"<%" + s + "s>\"", List.of(value)));
        Arbitrary<PrintfCase> sizes = Combinators.combine(
                        Arbitraries.of("", "0", "-"),
                        Arbitraries.integers().between(-30, 30),
                        Arbitraries.integers().between(-5, 25),
                        wholes())
                .as((f, width, precision, value) -> new PrintfCase(
                        List.of("int", "int", "uint64_t"),
                        "\"<%" + f + "*.*\"PRIx64\">\"",
                        List.of(unsigned(width), unsigned(precision), value)));
        Arbitrary<PrintfCase> doubles = Combinators.combine(
                        specification(), Arbitraries.of("g", "G", "f", "e", "E"), Arbitraries.doubles())
                .as((s, conversion, value) ->
                        new PrintfCase(List.of("double"), "\"<%" + s + conversion + ">\"", List.of(value.toString())));
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(4, narrow),
                net.jqwik.api.Tuple.of(4, wide),
                net.jqwik.api.Tuple.of(2, macros),
                net.jqwik.api.Tuple.of(1, pointers),
                net.jqwik.api.Tuple.of(1, strings),
                net.jqwik.api.Tuple.of(1, sizes),
                net.jqwik.api.Tuple.of(1, doubles));
    }

    private static String unsigned(int number) {
        return Long.toUnsignedString(number);
    }

    @Example
    void printsAsThisMachinesGlibc() throws IOException {
        assumeTrue(Glibc.available(), "no C compiler, or no glibc");
        List<PrintfCase> cases = cases().list().ofSize(AT_ONCE).sample();

        List<String> printed = Glibc.print(cases);

        for (int i = 0; i < cases.size(); i++) {
            assertThat(cases.get(i).ours()).as(cases.get(i).columns()).isEqualTo(printed.get(i));
        }
    }

    @Provide
    static Arbitrary<PrintfCase> anyCase() {
        return cases();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void isAtLeastAsWideAsAsked(@ForAll("anyCase") PrintfCase printfCase) {
        Tracepoint tracepoint = Tracepoint.parse(printfCase.declaration());
        Conversion conversion = tracepoint.format().conversions().get(0);

        assertThat(printfCase.ours()).startsWith("<").endsWith(">");
        assertThat(printfCase.ours().length() - 2).isGreaterThanOrEqualTo(conversion.width());
    }

    @Property
    void printsLongsAsJavaDoes(@ForAll long value) {
        assertThat(print("%ld", value)).isEqualTo(Long.toString(value));
        assertThat(print("%lu", value)).isEqualTo(Long.toUnsignedString(value));
        assertThat(print("%lx", value)).isEqualTo(Long.toHexString(value));
        assertThat(new BigInteger(print("%lo", value), 8).longValue()).isEqualTo(value);
    }

    private static String print(String conversion, long value) {
        return Tracepoint.parse("t(uint64_t a) \"" + conversion + "\"").format().format(List.of(value));
    }
}
