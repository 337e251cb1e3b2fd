package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tracebridge.processor.generate.Example;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the user reads, and on which line. */
class MessagesTest {

    private static final String DECLARED_READ_START =
            ": disk_read_start(uint32_t id, uint64_t offset, uint32_t len) \"id=%u offset=0x%\"PRIx64\" len=%u\"";

    @TempDir
    Path directory;

    private Compilation example() {
        return Compilation.in(directory)
                .file(
                        "example/disk/package-info.java",
                        "@TraceCatalogue(\"trace-events\")",
                        "package example.disk;",
                        "import dev.tracebridge.annotations.TraceCatalogue;")
                .file("example/disk/trace-events", Example.catalogue().stripTrailing())
                .file("example/disk/trace-spans.yaml", Example.sidecar());
    }

    /** Members of a class that begin on line 4, the line of the error, and its message. */
    static Stream<Arguments> mistakes() {
        return Stream.of(
                arguments(
                        "@Tracepoint(\"disk_opn\") void m() {}",
                        4,
                        "unknown tracepoint 'disk_opn': did you mean 'disk_open'?"),
                arguments("@Tracepoint(\"whatever\") void m() {}", 4, "unknown tracepoint 'whatever': it is not in "),
                arguments(
                        "@Tracepoint(\"disk_read\") void m() {}",
                        4,
                        "unknown tracepoint 'disk_read': that is a span, for @TracepointSpan"),
                arguments(
                        "@TracepointSpan(\"disk_raed\") void m() {}",
                        4,
                        "unknown span 'disk_raed': did you mean 'disk_read'?"),
                arguments(
                        "@TracepointSpan(\"disk_open\") void m() {}",
                        4,
                        "unknown span 'disk_open': tracepoint 'disk_open' has no end; add a span to "),
                arguments("@TracepointSpan(\"nothing_like_it\") void m() {}", 4, "unknown span 'nothing_like_it': "),
                arguments(
                        "@TracepointSpan(\"job_state\") void m(int job, String state) {}",
                        4,
                        "unknown span 'job_state': "),
                arguments(
                        "@Tracepoint(\"disk_read_start\")\nvoid m(int id) {}",
                        4,
                        "argument 'offset' (uint64_t offset) of tracepoint 'disk_read_start' is not bound: there is no"
                                + " parameter 'offset' and no @Arg(\"offset\")\n  "
                                + "argument 'len' (uint32_t len) of tracepoint 'disk_read_start' is not bound: there is no"
                                + " parameter 'len' and no @Arg(\"len\")\n  "),
                arguments(
                        "@Tracepoint(\"disk_read_start\")\nvoid m(int id,\nString offset, int len) {}",
                        6,
                        "parameter 'offset' is java.lang.String, but argument 'offset' of tracepoint 'disk_read_start'"
                                + " (uint64_t offset) takes long\n  "),
                arguments(
                        "@Tracepoint(\"disk_read_start\")\nvoid m(int id, long offset, long len) {}",
                        5,
                        "parameter 'len' is long, but argument 'len' of tracepoint 'disk_read_start' (uint32_t len)"
                                + " takes int\n  "),
                arguments(
                        "@Tracepoint(\"disk_read_start\")\nvoid m(Integer id, long offset, int len) {}",
                        5,
                        "parameter 'id' is java.lang.Integer, but "),
                arguments(
                        "@Tracepoint(\"burst_part\")\nvoid m(char part) {}",
                        5,
                        "parameter 'part' is char, but argument 'part' of tracepoint 'burst_part' (uint8_t part)"
                                + " takes byte\n  "),
                arguments(
                        "@Tracepoint(\"lookup_end\")\nvoid m(String name,\n@Arg(\"found\") int f) {}",
                        6,
                        "parameter 'f' is int, but argument 'found' of tracepoint 'lookup_end' (bool found) takes"
                                + " boolean\n  "),
                arguments(
                        "@Tracepoint(\"disk_flush_done\")\nvoid m(int ret,\n@Arg(\"rte\") int other) {}",
                        6,
                        "unknown argument 'rte': did you mean 'ret'?\n  "),
                arguments(
                        "@Tracepoint(\"disk_flush_done\")\nvoid m(@Arg(\"ret\") int a,\n@Arg(\"ret\") int b) {}",
                        6,
                        "argument 'ret' is bound to another parameter already"),
                arguments("void m(\n@Arg(\"ret\") int a) {}", 5, "@Arg binds nothing: the method has no tracepoint"),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") void m() {}\n@Arg(\"ret\") int a;\n@Arg(\"ret\") int b;",
                        6,
                        "argument 'ret' is bound to 'a' already"),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") void m() {}\n@Arg(\"ret\") int a;\n@Arg(\"rot\") int b;",
                        6,
                        "unknown argument 'rot': did you mean 'ret'?"),
                arguments(
                        "@Arg(\"ret\") int a;",
                        4,
                        "unknown argument 'ret': no method of this class has a tracepoint with arguments"),
                arguments(
                        "@Tracepoint(\"disk_flush\") void m() {}\n@Arg(\"ret\") int ret(int a) { return a; }",
                        5,
                        "@Arg binds a method only if it has no parameters"),
                arguments(
                        "@Tracepoint(\"disk_flush\") void m() {}\n@Arg(\"ret\") void ret() {}",
                        5,
                        "@Arg binds a method only if it returns a value"),
                arguments(
                        "@Arg(\"ret\") int ret;\n@Tracepoint(\"disk_flush_done\") static void m() {}",
                        5,
                        "argument 'ret' of tracepoint 'disk_flush_done' is bound to field 'ret', which is not static as"
                                + " the method is\n  "),
                arguments(
                        "@Tracepoint(\"disk_flush\") native void m();",
                        4,
                        "a method that is native has no code to trace"),
                arguments(
                        "interface I {\n@Tracepoint(\"disk_flush\") void m(); }",
                        5,
                        "a method that is abstract has no code to trace"),
                arguments(
                        "@TracepointSpan(\"disk_flush\")\n@Result(\"ret\") void m() {}",
                        5,
                        "@Result needs a method that returns a value"),
                arguments(
                        "@TracepointSpan(\"disk_flush\")\n@Result(\"rets\") int m() { return 0; }",
                        5,
                        "argument 'rets' cannot be the result: did you mean 'ret'?\n  "),
                arguments(
                        "@TracepointSpan(\"disk_read\")\n@Result(\"id\") int m(int id, long offset, int len) { return 0; }",
                        5,
                        "argument 'id' cannot be the result: the span's start or its rule tells its value already\n  "),
                arguments(
                        "@TracepointSpan(\"disk_flush\")\n@Result(\"ret\")\nlong m() { return 0; }",
                        6,
                        "the return value is long, but argument 'ret' of tracepoint 'disk_flush_done' (int ret) takes"
                                + " int\n  "),
                arguments(
                        "@Tracepoint(\"disk_flush\")\n@Result(\"ret\") int m() { return 0; }",
                        5,
                        "@Result needs @TracepointSpan: only the end of a span has a result"),
                arguments(
                        "@TracepointSpan(\"disk_flush\") void m() {}",
                        4,
                        "argument 'ret' (int ret) of tracepoint 'disk_flush_done' is not bound: "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void standsOnTheLineOfTheMistake(String members, int line, String message) {
        Compilation.Result result = example()
                .file(
                        "example/disk/User.java",
                        "package example.disk;",
                        "import dev.tracebridge.annotations.*;",
                        "class User {",
                        members,
                        "}")
                .run();

        assertThat(result.success()).isFalse();
        assertThat(result.messages()).hasSize(1);
        assertThat(result.messages().get(0)).startsWith("User.java:" + line + ": " + message);
    }

    @Test
    void quotesTheCatalogue() {
        Compilation.Result result = example()
                .file(
                        "example/disk/User.java",
                        "package example.disk;",
                        "class User {",
                        "@dev.tracebridge.annotations.Tracepoint(\"disk_read_start\") void m(int id, long offset) {}",
                        "}")
                .run();

        assertThat(result.messages()).hasSize(1);
        assertThat(result.messages().get(0)).contains("trace-events:3" + DECLARED_READ_START);
    }

    @Test
    void tellsEveryMistakeOfAClass() {
        Compilation.Result result = example()
                .file(
                        "example/disk/User.java",
                        "package example.disk;",
                        "import dev.tracebridge.annotations.*;",
                        "class User {",
                        "@Tracepoint(\"disk_flsh\") void a() {}",
                        "@Tracepoint(\"disk_flush_done\") void b(String ret) {}",
                        "@Tracepoint(\"disk_flush_done\") void c() {}",
                        "}")
                .run();

        assertThat(result.messages()).hasSize(3);
        assertThat(result.messages())
                .extracting(m -> m.substring(0, 12))
                .containsExactly("User.java:4:", "User.java:5:", "User.java:6:");
    }

    @Test
    void tellsEveryProblemOfACatalogue() {
        Compilation.Result result = Compilation.in(directory)
                .file(
                        "p/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package p;")
                .file("p/trace-events", "a(itn x) \"%d\"", "b(int) \"\"")
                .file(
                        "p/User.java",
                        "package p;",
                        "class User { @dev.tracebridge.annotations.Tracepoint(\"a\") void m() {} }")
                .run();

        assertThat(result.success()).isFalse();
        assertThat(result.messages())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(message -> assertThat(message).startsWith("package-info.java:1: "));
        assertThat(result.messages().get(0))
                .contains("trace-events:1:3: error: ")
                .contains("a(itn x) \"%d\"\n      ^");
        assertThat(result.messages().get(1)).contains("trace-events:2:");
    }

    @Test
    void tellsEveryProblemOfASidecar() {
        Compilation.Result result = Compilation.in(directory)
                .file(
                        "p/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package p;")
                .file("p/trace-events", "a_start(int x) \"%d\"")
                .file("p/trace-spans.yaml", "namespace: p", "spans:", "  - {start: a_start, end: a_end}", "oops: 1")
                .run();

        assertThat(result.messages()).hasSize(2);
        assertThat(String.join("\n", result.messages()))
                .contains("trace-spans.yaml:3:27: error: no tracepoint 'a_end'")
                .contains("trace-spans.yaml:4:1: error: unknown key 'oops'");
    }

    @Test
    void typeThatDoesNotExistIsTheCompilersError() {
        Compilation.Result result = example()
                .file(
                        "example/disk/User.java",
                        "package example.disk;",
                        "class User {",
                        "@dev.tracebridge.annotations.Tracepoint(\"disk_flush_done\") void m(int ret, Missing x) {}",
                        "}")
                .run();

        assertThat(result.messages()).hasSize(1);
        assertThat(result.messages().get(0)).contains("cannot find symbol");
    }

    @Test
    void nothingIsWrittenIntoTheIndexWhereThereIsAnError() {
        Compilation.Result result = example()
                .file(
                        "example/disk/User.java",
                        "package example.disk;",
                        "class User { @dev.tracebridge.annotations.Tracepoint(\"no\") void m() {} }")
                .run();

        assertThat(result.success()).isFalse();
        assertThat(result.hasResource("META-INF/tracebridge/index")).isFalse();
    }

    @Test
    void packageHasOneCatalogue() {
        List<String> messages = Compilation.in(directory)
                .file(
                        "p/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "@dev.tracebridge.annotations.TracedBy(String.class)",
                        "package p;")
                .file("p/trace-events", "a(void) \"\"")
                .run()
                .messages();

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0)).endsWith("@TraceCatalogue and @TracedBy on one package: which of them is meant?");
    }
}
