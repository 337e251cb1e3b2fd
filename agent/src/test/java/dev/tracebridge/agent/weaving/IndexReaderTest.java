package dev.tracebridge.agent.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexReaderTest {

    private static final String HEADER = "tracebridge-index\t1\n";

    @Test
    void readsEventsClassesAndMethods() throws Exception {
        ClassIndex index = IndexReader.parse(
                "test",
                HEADER
                        + "event\tqemu.x\ta.XEvent\tspan\tenabled\tx_start,x_end\r\n"
                        + "event\tqemu.hot\ta.HotEvent\tmetric\tdisabled\thot\n"
                        + "\n"
                        + "class\ta.Outer$Inner\n"
                        + "method\tspan\twork\t(I[JLa/B;)La/C;\ta.XEvent\tparam:1:[J,field:f:I:J\tcall:c:Z:Z,return:La/C;\n"
                        + "method\tinstant\t<init>\t()V\ta.HotEvent\t\n");
        assertThat(index.events())
                .containsExactly(
                        new IndexedEvent("qemu.x", "a.XEvent", "span", true, List.of("x_start", "x_end")),
                        new IndexedEvent("qemu.hot", "a.HotEvent", "metric", false, List.of("hot")));
        assertThat(index.methodsOf("a/Outer$Inner"))
                .containsExactly(
                        new TracepointMethod(
                                true,
                                "work",
                                "(I[JLa/B;)La/C;",
                                "a/XEvent",
                                List.of(new BoundArgument.Parameter(1, "[J"), new BoundArgument.Field("f", "I", "J")),
                                List.of(new BoundArgument.Call("c", "Z", "Z"), new BoundArgument.Returned("La/C;"))),
                        new TracepointMethod(false, "<init>", "()V", "a/HotEvent", List.of(), List.of()));
        assertThat(index.methodsOf("a/Outer")).isEmpty();
    }

    @Test
    void methodNamedTwiceIsWovenOnce() throws Exception {
        String text = HEADER + "class\ta.A\nmethod\tinstant\tm\t()V\ta.E\t\nmethod\tspan\tm\t()V\ta.E\t\t\n";
        ClassIndex index = IndexReader.parse("test", text);
        index.addAll(IndexReader.parse("again", text));
        assertThat(index.methodsOf("a/A")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|test:0: expected the line",
                "tracebridge-index~2|test:1: expected the line",
                "nonsense|test:1: expected the line 'tracebridge-index 1' of this version's processor, found 'nonsense'",
                "tracebridge-index~1^what~a|test:2: expected event, class or method, found 'what a'",
                "tracebridge-index~1^event~n~c~span~maybe~t|test:2: expected enabled or disabled, found 'maybe'",
                "tracebridge-index~1^event~n|test:2: expected enabled or disabled in field 5, found 'event n'",
                "tracebridge-index~1^class~a/b|test:2: expected a class name, found 'a/b'",
                "tracebridge-index~1^method~span~m~()V~a.E~|test:2: expected a class line before the first method line",
                "tracebridge-index~1^class~a.A^method~both~m~()V~a.E|test:3: expected instant or span, found 'both'",
                "tracebridge-index~1^class~a.A^method~span~<init>~()V~a.E|test:3: expected an instant, since a",
                "tracebridge-index~1^class~a.A^method~span~m~(V)V~a.E|test:3: expected a method descriptor, found '(V)V'",
                "tracebridge-index~1^class~a.A^method~span~m~(L;)V~a.E|test:3: expected a method descriptor",
                "tracebridge-index~1^class~a.A^method~span~m~(I)~a.E|test:3: expected a method descriptor",
                "tracebridge-index~1^class~a.A^method~span~m~(I~a.E|test:3: expected a method descriptor",
                "tracebridge-index~1^class~a.A^method~span~m~()V~a.E~param:0:I|expected a parameter's number below 0",
                "tracebridge-index~1^class~a.A^method~span~m~(I)V~a.E~param:x:I|expected a parameter's number below 1",
                "tracebridge-index~1^class~a.A^method~span~m~(I)V~a.E~param:0|expected 3 parts of an argument",
                "tracebridge-index~1^class~a.A^method~span~m~(I)V~a.E~param:0:X|expected a type descriptor, found 'X'",
                "tracebridge-index~1^class~a.A^method~span~m~(I)V~a.E~local:0:I|expected param:, call:, field:, return: or this:",
                "tracebridge-index~1^class~a.A^method~span~m~(I)V~a.E~this|expected 2 parts of an argument",
                "tracebridge-index~1^class~a.A^method~instant~m~(I)V~a.E~~param:0:I|expected no end arguments of an"
            })
    void mistakeIsNamedWithItsPlace(String text, String message) {
        String index = text.replace('~', '\t').replace('^', '\n');
        assertThatThrownBy(() -> IndexReader.parse("test", index))
                .isInstanceOf(IndexException.class)
                .message()
                .satisfies(found -> assertThat(found.replace('\t', ' ')).contains(message));
    }

    @Test
    void indexThatIsTooLargeIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("index");
        Files.write(file, new byte[IndexReader.SIZE_LIMIT + 1]);
        URL url = file.toUri().toURL();
        assertThatThrownBy(() -> IndexReader.read(url)).hasMessageContaining("is larger than");
    }
}
