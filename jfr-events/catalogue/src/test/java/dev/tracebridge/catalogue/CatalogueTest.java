package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogueTest {

    private static Tracepoint one(String line) {
        return Catalogue.parse("trace-events", line + "\n").tracepoints().get(0);
    }

    @Test
    void readsADeclaration() {
        Tracepoint tracepoint = Catalogue.parse(
                        "trace-events",
                        "\n# ram.c\n  disable ram_save_page(const char *rbname, uint64_t offset, void *host)"
                                + " \"%s: offset: 0x%\" PRIx64 \" host: %p\"  \n")
                .find("ram_save_page")
                .orElseThrow();

        assertThat(tracepoint.arguments())
                .extracting(Argument::toString)
                .containsExactly("const char *rbname", "uint64_t offset", "void *host");
        assertThat(tracepoint.properties()).containsExactly(Property.DISABLE);
        assertThat(tracepoint.group()).isEqualTo("ram.c");
        assertThat(tracepoint.line()).isEqualTo(3);
        assertThat(tracepoint.format().text()).isEqualTo("\"%s: offset: 0x%\" PRIx64 \" host: %p\"");
        assertThat(tracepoint.declaration())
                .isEqualTo("disable ram_save_page(const char *rbname, uint64_t offset, void *host)"
                        + " \"%s: offset: 0x%\" PRIx64 \" host: %p\"");
        assertThat(tracepoint.signature()).isEqualTo("ram_save_page(const char *rbname, uint64_t offset, void *host)");
        assertThat(tracepoint.format().format(List.of("pc.ram", 0x1000L, 0x7f00_0000_1000L)))
                .isEqualTo("pc.ram: offset: 0x1000 host: 0x7f0000001000");
    }

    @ParameterizedTest
    @CsvSource({
        "int, INT, false, false",
        "unsigned, INT, true, false",
        "unsigned int, INT, true, false",
        "int unsigned, INT, true, false",
        "signed, INT, false, false",
        "long, LONG, false, false",
        "unsigned long, LONG, true, false",
        "unsigned long long int, LONG, true, false",
        "long long, LONG, false, false",
        "short, SHORT, false, false",
        "unsigned short, SHORT, true, false",
        "char, BYTE, false, false",
        "signed char, BYTE, false, false",
        "unsigned char, BYTE, true, false",
        "bool, BOOLEAN, false, false",
        "int8_t, BYTE, false, false",
        "uint8_t, BYTE, true, false",
        "const uint8_t, BYTE, true, false",
        "uint8_t const, BYTE, true, false",
        "int16_t, SHORT, false, false",
        "uint16_t, SHORT, true, false",
        "int32_t, INT, false, false",
        "uint32_t, INT, true, false",
        "int64_t, LONG, false, false",
        "uint64_t, LONG, true, false",
        "size_t, LONG, true, false",
        "ssize_t, LONG, false, false",
        "uintptr_t, LONG, true, false",
        "ptrdiff_t, LONG, false, false",
        "float, FLOAT, false, false",
        "double, DOUBLE, false, false",
        "void *, LONG, false, true",
        "void*, LONG, false, true",
        "const void *, LONG, false, true",
        "uint8_t *, LONG, false, true",
        "unsigned char *, LONG, false, true",
        "bool *, LONG, false, true",
        "char **, LONG, false, true",
        "const char * const *, LONG, false, true",
        "char *, STRING, false, false",
        "char*, STRING, false, false",
        "const char *, STRING, false, false",
        "const char*, STRING, false, false",
        "char const *, STRING, false, false"
    })
    void mapsTypes(String spelling, JavaType javaType, boolean unsigned, boolean pointer) {
        Tracepoint tracepoint = one("t(" + spelling + " a)");

        assertThat(tracepoint.argument("a"))
                .hasValue(new Argument("a", new CType(spelling, javaType, unsigned, pointer)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t(int a,  int b) \"%d %d\"",
                "t(int a,int b)\"%d %d\"",
                "t( int\ta , int  b )                             \"%d\" \" %d\"",
                "\tt(int a, void, int b) \"%d %d\"",
                "t(int a, int b)",
                "t(int a, int b)  "
            })
    void toleratesBlanksAndMissingFormats(String line) {
        Tracepoint tracepoint = one(line);

        assertThat(tracepoint.arguments()).extracting(Argument::name).containsExactly("a", "b");
    }

    @Test
    void printsNothingWithoutAFormat() {
        assertThat(one("guest_cpu_enter(int a)").format().format(List.of(1))).isEmpty();
        assertThat(one("guest_cpu_enter(int a)").format().text()).isEmpty();
    }

    @Test
    void toleratesNewlinesInTheMiddleOfAFormat() {
        assertThat(one("t(int a, int b) \"%d\\n  next=%d\"").format().format(List.of(1, 2)))
                .isEqualTo("1\n  next=2");
    }

    @Test
    void readsLinesEndedAsOnWindows() {
        Catalogue catalogue = Catalogue.parse("trace-events", "# a.c\r\nt(int a) \"%d\"\r\nu(void)\r\n");

        assertThat(catalogue.tracepoints())
                .extracting(Tracepoint::declaration)
                .containsExactly("t(int a) \"%d\"", "u(void)");
    }

    @Test
    void addsTheArgumentOfVcpu() {
        Tracepoint tracepoint = one("vcpu guest_cpu_reset(int a) \"a=%d\"");

        assertThat(tracepoint.signature()).isEqualTo("guest_cpu_reset(void *__cpu, int a)");
        assertThat(tracepoint.format().format(List.of(0x10L, 5))).isEqualTo("cpu=0x10 a=5");
        assertThat(one("vcpu t(int a)").format().format(List.of(0x10L, 1))).isEqualTo("cpu=0x10 ");
        assertThat(one("vcpu guest_cpu_enter(void)").format().format(List.of(0x10L)))
                .isEqualTo("cpu=0x10 ");
    }

    @Test
    void makesTwoOfATcgTracepoint() {
        Catalogue catalogue = Catalogue.parse(
                "trace-events",
                "disable vcpu tcg guest_mem_before(TCGv vaddr, uint8_t info)"
                        + " \"info=%d\", \"vaddr=0x%016\"PRIx64\" info=%d\"\n");

        assertThat(catalogue.tracepoints())
                .extracting(Tracepoint::signature)
                .containsExactly(
                        "guest_mem_before_trans(void *__cpu, uint8_t info)",
                        "guest_mem_before_exec(void *__cpu, uint64_t vaddr, uint8_t info)");
        Tracepoint exec = catalogue.find("guest_mem_before_exec").orElseThrow();
        assertThat(exec.properties()).containsExactlyInAnyOrder(Property.DISABLE, Property.VCPU);
        assertThat(exec.declaration())
                .isEqualTo("disable vcpu guest_mem_before_exec(uint64_t vaddr, uint8_t info)"
                        + " \"vaddr=0x%016\"PRIx64\" info=%d\"");
        assertThat(exec.format().format(List.of(0L, 0x1000L, 3)))
                .isEqualTo("cpu=(nil) vaddr=0x0000000000001000 info=3");
    }

    @Test
    void groupsByHeadings() {
        Catalogue catalogue = Catalogue.parse("trace-events", """
                # See docs/devel/tracing.rst for syntax documentation.
                a(void)
                # block/io.c
                # Since requests are raised via monitor, not many tracepoints are needed.
                b(void)

                #coalescing
                c(void)
                ## Guest events, keep at bottom
                d(void)
                # See docs/devel/tracing.rst for syntax documentation.
                e(void)
                """);

        assertThat(catalogue.tracepoints())
                .extracting(t -> t.name() + ":" + t.group())
                .containsExactly("a:", "b:block/io.c", "c:coalescing", "d:Guest events, keep at bottom", "e:");
    }

    @Test
    void hashesTheBytesOfTheFile() {
        // printf 't(void)\n' | sha256sum
        assertThat(Catalogue.parse("a", "t(void)\n").hash())
                .isEqualTo("8218e3ccc0e926b58c414bc721a647c2a3c125933b083826e5a3c1e312da6889");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "t(int a) \"%d\"",
                "vcpu t(const char *a, unsigned long b) \"%s %lx\"",
                "disable t(void)",
                "t(uint64_t a) \"0x%\"PRIx64"
            })
    void readsOneDeclarationByItself(String declaration) {
        Tracepoint alone = Tracepoint.parse(declaration);

        assertThat(alone).isEqualTo(one(declaration));
        assertThat(Tracepoint.parse(alone.declaration())).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# comment", "a(void)\nb(void)", "tcg t(TCGv v) \"\", \"%\"PRIx64"})
    void refusesMoreOrLessThanOneDeclaration(String text) {
        assertThatThrownBy(() -> Tracepoint.parse(text))
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining("not the declaration of one tracepoint");
    }

    @Test
    void tellsWhereTheFileIsNoUtf8(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("trace-events");
        Files.write(file, "a(void)\nb(int a) \"\u00fc%d\"\n".getBytes(StandardCharsets.ISO_8859_1));

        CatalogueException error = catchThrowableOfType(CatalogueException.class, () -> Catalogue.read(file));

        assertThat(error.getMessage())
                .startsWith(file + ":2:11: error: invalid UTF-8: byte 0xfc at offset 18")
                .contains("\n  b(int a) \"\uFFFD\n            ^\n  the file must be UTF-8 text");
    }

    @Test
    void tellsWhichFileIsMissing(@TempDir Path folder) {
        Path file = folder.resolve("trace-events");

        assertThatThrownBy(() -> Catalogue.read(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage(file + ": no such file");
    }

    @Test
    void limitsLines() {
        String longest = "t(int a) \"" + "x".repeat(CatalogueParser.MAX_LINE - 13) + "%d\"";

        assertThat(one(longest).name()).isEqualTo("t");
        assertThatThrownBy(() -> one(longest + " ")).hasMessageContaining("longer than 8192 characters");
    }

    @Test
    void limitsTracepoints() {
        String text = IntStream.rangeClosed(0, CatalogueParser.MAX_TRACEPOINTS)
                .mapToObj(i -> "t" + i + "(void)\n")
                .collect(Collectors.joining());

        assertThatThrownBy(() -> Catalogue.parse("x", text)).hasMessageContaining("more than 50000 tracepoints");
    }

    @Test
    void limitsFiles() {
        String text = "#\n".repeat(SourceText.MAX_BYTES / 2 + 1);

        assertThatThrownBy(() -> Catalogue.parse("x", text)).hasMessageContaining("the file is larger than 16 MiB");
    }

    @Test
    void refusesAWrongNumberOfValues() {
        assertThatThrownBy(() -> one("t(int a) \"%d\"").format().format(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 values for 1 arguments");
    }

    @Test
    void printsAStringGivenForAnAddress() {
        assertThat(one("visit_type_str(void *v, char *obj) \"v=%p obj=%p\"")
                        .format()
                        .format(List.of("0x5", "0x77")))
                .isEqualTo("v=0x5 obj=0x77");
    }
}
