package dev.tracebridge.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import javax.lang.model.SourceVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"qemu.migration", "a", "_a.b_1", "x.record", "x.var", "x.yield", "x.sealed", "x.module"})
    void acceptsNamesOfTypes(String name) {
        assertThat(EventNames.problem(name)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "a.void, 'void' is reserved by Java",
        "int.a, 'int' is reserved by Java",
        "a.true, 'true' is reserved by Java",
        "a._, '_' is reserved by Java",
        "a..b, an empty part",
        ".a, an empty part",
        "a., an empty part",
        "a.1b, '1' in '1b'",
        "a.b-c, '-' in 'b-c'",
        "a.ü, 'ü' in 'ü'"
    })
    void refusesOthers(String name, String problem) {
        assertThat(EventNames.problem(name)).isEqualTo(problem.replace("$", "'"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abstract",
                "assert",
                "boolean",
                "break",
                "byte",
                "case",
                "catch",
                "char",
                "class",
                "const",
                "continue",
                "default",
                "do",
                "double",
                "else",
                "enum",
                "extends",
                "false",
                "final",
                "finally",
                "float",
                "for",
                "goto",
                "if",
                "implements",
                "import",
                "instanceof",
                "int",
                "interface",
                "long",
                "native",
                "new",
                "null",
                "package",
                "private",
                "protected",
                "public",
                "return",
                "short",
                "static",
                "strictfp",
                "super",
                "switch",
                "synchronized",
                "this",
                "throw",
                "throws",
                "transient",
                "true",
                "try",
                "void",
                "volatile",
                "while",
                "_",
                "record",
                "var",
                "yield",
                "sealed",
                "permits",
                "when",
                "module",
                "with",
                "open",
                "String"
            })
    void reservesWhatJavaReserves(String word) {
        assertThat(FieldNames.reservedByJava(word)).isEqualTo(SourceVersion.isKeyword(word));
    }
}
