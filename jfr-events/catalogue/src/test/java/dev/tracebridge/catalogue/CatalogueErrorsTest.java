package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueErrorsTest {

    /** What tracetool rejects, the column and what it is told. */
    static Stream<Arguments> tracetool() {
        return Stream.of(
                arguments("t(int a) \"%d\"", 14, "the file does not end with a newline", "end the last line"),
                arguments("t() \"\"\n", 3, "empty argument", "for no arguments write (void)"),
                arguments("t( ) \"\"\n", 3, "empty argument", "for no arguments write (void)"),
                arguments("t(int a,,int b) \"%d %d\"\n", 9, "empty argument", "for no arguments write (void)"),
                arguments("t(int a,) \"%d\"\n", 9, "empty argument", "for no arguments write (void)"),
                arguments(
                        "t(struct foo *a) \"%p\"\n",
                        3, "type 'struct' is not allowed in a catalogue", "use void * for pointers"),
                arguments(
                        "t(int x, const FILE *f) \"%d %p\"\n",
                        16, "type 'FILE' is not allowed in a catalogue", "use void * for pointers"),
                arguments(
                        "t(uint23_t x) \"%d\"\n",
                        3, "type 'uint23_t' is not allowed in a catalogue", "did you mean 'uint32_t'?"),
                arguments(
                        "t(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k)\n",
                        77,
                        "more than 10 arguments",
                        "at most 10"),
                arguments(
                        "vcpu t(int a, int b, int c, int d, int e, int f, int g, int h, int i, int j)\n",
                        75,
                        "more than 10 arguments",
                        "at most 10, the one of vcpu included"),
                arguments("vcp t(void) \"\"\n", 1, "unknown property 'vcp'", "did you mean 'vcpu'?"),
                arguments(
                        "disable static t(void) \"\"\n",
                        9,
                        "unknown property 'static'",
                        "known properties: disable, vcpu, tcg"),
                arguments(
                        "t(int a) \"%d %m\"\n",
                        14, "%m is not allowed", "pass the error as an argument: int err, with %d"),
                arguments(
                        "t(int a) \"%d %%m\"\n",
                        15, "%m is not allowed", "pass the error as an argument: int err, with %d"),
                arguments(
                        "t(int a) \"%d\\n\"\n",
                        13, "the format ends with a newline", "every record ends a line by itself: remove \\n"),
                arguments(
                        "t(int a) \"%d\", \"%d\"\n",
                        16, "two formats without the property tcg", "remove the second format"),
                arguments(
                        "tcg t(int a) \"%d\"\n",
                        14,
                        "a tcg tracepoint needs two formats",
                        "\"format when translated\", \"format when executed\""),
                arguments(
                        "tcg-trans t(void) \"\"\n",
                        1,
                        "property 'tcg-trans' is tracetool's own",
                        "write tcg and two formats"),
                arguments(
                        "tcg-exec t(void) \"\"\n",
                        1,
                        "property 'tcg-exec' is tracetool's own",
                        "write tcg and two formats"),
                arguments(
                        "ram_save_page\n",
                        14,
                        "no argument list",
                        "a declaration is: [disable] name(type argument, ...) \"format\""),
                arguments(
                        "t(int a \"%d\"\n",
                        13,
                        "no ')' after the arguments",
                        "a declaration is: [disable] name(type argument, ...) \"format\""),
                arguments(
                        "(int a) \"%d\"\n",
                        1, "no name before '('", "a declaration is: [disable] name(type argument, ...) \"format\""),
                arguments(
                        "t (int a) \"%d\"\n",
                        2, "blank between the name and '('", "write '(' directly after the name"));
    }

    /** What the C compiler behind tracetool rejects, and Java behind us. */
    static Stream<Arguments> compilers() {
        return Stream.of(
                arguments("a(void)\na(void)\n", 1, "duplicate tracepoint 'a'", "first declared on line 1"),
                arguments("a(void)\ndisable\ta(void)\n", 9, "duplicate tracepoint 'a'", "first declared on line 1"),
                arguments(
                        "\uFEFFt(void)\n", 1, "the file begins with a byte order mark", "save it as UTF-8 without one"),
                arguments(
                        "3d(void)\n", 1, "tracepoint name '3d' has '3'", "letters, digits and _ only, no digit first"),
                arguments(
                        "a-b(void)\n",
                        2,
                        "tracepoint name 'a-b' has '-'",
                        "letters, digits and _ only, no digit first"),
                arguments(
                        "int(void)\n", 1, "'int' is reserved by Java and cannot name an event", "choose another name"),
                arguments(
                        "disable void(void)\n",
                        9,
                        "'void' is reserved by Java and cannot name an event",
                        "choose another name"),
                arguments("_(void)\n", 1, "'_' is reserved by Java and cannot name an event", "choose another name"),
                arguments("t(int a, int a)\n", 14, "two arguments are called 'a'", "give one another name"),
                arguments("t(int new, int new_)\n", 16, "'new' and 'new_' would be one field", "give one another name"),
                arguments("t(int)\n", 3, "'int' has no type or no name", "an argument is: type name"),
                arguments("t(void *)\n", 9, "no name after the type 'void *'", "an argument is: type name"),
                arguments(
                        "t(int a[4])\n",
                        8,
                        "argument name 'a[4]' has '['",
                        "letters, digits and _ only, no digit first"),
                arguments("t(unsigned bool b)\n", 3, "'unsigned bool' is no C type", null),
                arguments("t(void v)\n", 3, "'void' is no C type", null),
                arguments("t(TCGv v)\n", 3, "type 'TCGv' is allowed with the property tcg only", "use uint64_t"),
                arguments(
                        "t(void) junk\n",
                        9,
                        "text after ')' that is no format",
                        "a format is a C string: \"size %zu\""),
                arguments("t(void) \"open\n", 9, "the string has no end", "close it with '\"'"),
                arguments("t(void) \"open\\\n", 14, "unknown escape", null),
                arguments("t(void) \"\\q\"\n", 10, "unknown escape", null),
                arguments("t(void) \"\\x00\"\n", 10, "the escape is no ASCII character", "\\x01 to \\x7f"),
                arguments(
                        "t(int a) \"%\"PRIx65\n",
                        13, "unknown macro 'PRIx65'", "between strings only PRI macros such as PRIx64 may stand"),
                arguments(
                        "t(int a) \"%d\" # note\n",
                        15, "'#' between strings", "between strings only PRI macros such as PRIx64 may stand"),
                arguments("t(int a) \"%d %d\"\n", 14, "no argument for '%d'", "there are 1 arguments"),
                arguments("t(int a) \"%0*x\"\n", 11, "no argument for '%0*x'", "there are 1 arguments"),
                arguments("t(int a) \"%0**x\"\n", 11, "unknown conversion '%0**'", null),
                arguments("t(void) \"%*d\"\n", 10, "no argument for the width '*'", "there are 0 arguments"),
                arguments("t(long a, int b) \"%.*d\"\n", 19, "the precision '*' takes 'long a'", "it must be an int"),
                arguments(
                        "t(int a, int b) \"%d\"\n",
                        21, "the format prints 1 of 2 arguments", "add a conversion for 'b'"),
                arguments("vcpu t(int a) \"\"\n", 17, "the format prints 1 of 2 arguments", "add a conversion for 'a'"),
                arguments("vcpu t(int a) \"%s\"\n", 16, "'%s' prints 'int a'", "%s prints a const char *"),
                arguments("t(int a) \"\"\n", 12, "the format prints 0 of 1 arguments", "add a conversion for 'a'"),
                arguments("t(int a) \"%n\"\n", 11, "%n is not allowed", null),
                arguments("t(int a) \"%q\"\n", 11, "unknown conversion '%q'", null),
                arguments(
                        "t(int a) \"%1$d\"\n",
                        11, "a conversion with a position", "arguments are printed in their order"),
                arguments("t(int a) \"100%\"\n", 14, "the conversion has no end", null),
                arguments("t(int a) \"%9999d\"\n", 11, "a width or precision above 4096", ""),
                arguments("t(int a) \"%99999999999d\"\n", 11, "a width or precision above 4096", ""),
                arguments("t(char *s) \"%ls\"\n", 13, "'l' before %s", "remove 'l'"),
                arguments("t(int a) \"%s\"\n", 11, "'%s' prints 'int a'", "%s prints a const char *"),
                arguments("t(void *p) \"%s\"\n", 13, "'%s' prints 'void *p'", "%s prints a const char *"),
                arguments("t(void *p) \"%\"PRIx64\n", 13, "'%lx' prints 'void *p'", "print a pointer with %p"),
                arguments("t(const char *s) \"%d\"\n", 19, "'%d' prints 'const char *s'", "print a string with %s"),
                arguments("t(uint64_t a) \"%p\"\n", 16, "'%p' prints 'uint64_t a'", "%p prints a pointer"),
                arguments(
                        "t(uint64_t a) \"%d\"\n",
                        16, "'%d' prints 'uint64_t a'", "64 bits need %\"PRIu64\" or %\"PRIx64"),
                arguments("t(size_t a) \"0x%hhx\"\n", 16, "'%hhx' prints 'size_t a'", null),
                arguments(
                        "t(uint32_t a) \"%\"PRIx64\n",
                        16, "'%lx' prints 'uint32_t a'", "32 bits and fewer need %d, %u or %x"),
                arguments("t(int a) \"%g\"\n", 11, "'%g' prints 'int a'", "it prints a double"),
                arguments("t(double a) \"%d\"\n", 14, "'%d' prints 'double a'", "print it with %g"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"tracetool", "compilers"})
    void tellsWhatIsWrongAndWhere(String text, int column, String message, String hint) {
        CatalogueException error =
                catchThrowableOfType(CatalogueException.class, () -> Catalogue.parse("trace-events", text));

        assertThat(error.problems()).hasSize(1);
        CatalogueProblem problem = error.problems().get(0);
        assertThat(problem.message()).isEqualTo(message);
        assertThat(problem.column()).isEqualTo(column);
        assertThat(problem.line()).isEqualTo((int) text.strip().lines().count());
        if (hint != null) {
            assertThat(problem.hint()).isEqualTo(hint);
        }
    }

    @Test
    void tellsAllErrorsOfAFileInOneRun() {
        String text = """
                # a.c
                good(int a) "%d"
                \tvcp bad(int a) "%d"

                worse(struct x *p, uint64_t n) "%p %d"
                worst( "%d"
                good(void) ""
                """;

        CatalogueException error =
                catchThrowableOfType(CatalogueException.class, () -> Catalogue.parse("dir/trace-events", text));

        assertThat(error).hasMessage("""
                        dir/trace-events:3:2: error: unknown property 'vcp'
                          \tvcp bad(int a) "%d"
                          \t^
                          did you mean 'vcpu'?
                        dir/trace-events:5:7: error: type 'struct' is not allowed in a catalogue
                          worse(struct x *p, uint64_t n) "%p %d"
                                ^
                          use void * for pointers
                        dir/trace-events:6:12: error: no ')' after the arguments
                          worst( "%d"
                                     ^
                          a declaration is: [disable] name(type argument, ...) "format"
                        dir/trace-events:7:1: error: duplicate tracepoint 'good'
                          good(void) ""
                          ^
                          first declared on line 2""");
    }

    @Test
    void showsNoControlCharacters() {
        CatalogueException error =
                catchThrowableOfType(CatalogueException.class, () -> Catalogue.parse("x", "\u001b[2Jt(int a)\n"));

        assertThat(error.getMessage()).doesNotContain("\u001b").contains("\uFFFD[2Jt(int a)");
    }

    @Test
    void endsAfterManyErrors() {
        CatalogueException error =
                catchThrowableOfType(CatalogueException.class, () -> Catalogue.parse("x", "?\n".repeat(600)));

        assertThat(error.problems()).hasSize(501);
        assertThat(error.problems().get(500).message()).isEqualTo("more than 500 problems");
    }
}
