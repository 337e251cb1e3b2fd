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

/** What the index says of methods that are correct. */
class BindingTest {

    /** The object whose method it is, since the catalogue has states. */
    private static final String THIS = "this:Ljava/lang/Object;";

    private static final String READ_START = "example.disk.DiskReadStartEvent";
    private static final String FLUSH_DONE = "example.disk.DiskFlushDoneEvent";

    @TempDir
    Path directory;

    private Compilation.Result compile(String... source) {
        Compilation.Result result = Compilation.in(directory)
                .file(
                        "example/disk/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package example.disk;")
                .file("example/disk/trace-events", Example.catalogue().stripTrailing())
                .file("example/disk/trace-spans.yaml", Example.sidecar())
                .file(
                        "example/disk/User.java",
                        "package example.disk;\nimport dev.tracebridge.annotations.*;",
                        String.join("\n", source))
                .run();
        assertThat(result.messages()).isEmpty();
        return result;
    }

    private static String line(String kind, String name, String descriptor, String event, String... arguments) {
        return "method\t" + kind + "\t" + name + "\t" + descriptor + "\t" + event + "\t" + String.join("\t", arguments);
    }

    /** Members of a class, and the line of the index. */
    static Stream<Arguments> members() {
        return Stream.of(
                arguments(
                        "@Tracepoint(\"disk_read_start\") void m(int id, long offset, int len) {}",
                        line("instant", "m", "(IJI)V", READ_START, "param:0:I,param:1:J,param:2:I")),
                arguments(
                        "@Tracepoint(\"disk_read_start\") void m(@Arg(\"len\") int a, Object o, @Arg(\"id\") int b, long offset) {}",
                        line("instant", "m", "(ILjava/lang/Object;IJ)V", READ_START, "param:2:I,param:3:J,param:0:I")),
                arguments(
                        "@Tracepoint(\"disk_read_start\") void m(byte id, char offset, short len) {}",
                        line("instant", "m", "(BCS)V", READ_START, "param:0:I,param:1:J,param:2:I")),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") void m(@Arg(\"ret\") int a, int ret) {}",
                        line("instant", "m", "(II)V", FLUSH_DONE, "param:0:I")),
                arguments(
                        "@Tracepoint(\"session_state\") void m(String old, String new_) {}",
                        line(
                                "instant",
                                "m",
                                "(Ljava/lang/String;Ljava/lang/String;)V",
                                "example.disk.SessionStateEvent",
                                "param:0:Ljava/lang/String;,param:1:Ljava/lang/String;")),
                arguments(
                        "@Tracepoint(\"session_state\") void m(@Arg(\"old\") String a, @Arg(\"new\") String b) {}",
                        line(
                                "instant",
                                "m",
                                "(Ljava/lang/String;Ljava/lang/String;)V",
                                "example.disk.SessionStateEvent",
                                "param:0:Ljava/lang/String;,param:1:Ljava/lang/String;")),
                arguments(
                        "@Arg(\"ret\") private short r; @Tracepoint(\"disk_flush_done\") void m() {}",
                        line("instant", "m", "()V", FLUSH_DONE, "field:r:S:I")),
                arguments(
                        "@Arg(\"ret\") private char r() { return 1; } @Tracepoint(\"disk_flush_done\") void m() {}",
                        line("instant", "m", "()V", FLUSH_DONE, "call:r:C:I")),
                arguments(
                        "@Arg(\"ret\") static int r; @Tracepoint(\"disk_flush_done\") static void m() {}",
                        line("instant", "m", "()V", FLUSH_DONE, "field:r:I:I")),
                arguments(
                        "@Arg(\"ret\") int r; @Tracepoint(\"disk_flush_done\") void m(int ret) {}",
                        line("instant", "m", "(I)V", FLUSH_DONE, "param:0:I")),
                arguments(
                        "@Tracepoint(\"disk_flush\") void m() {}",
                        line("instant", "m", "()V", "example.disk.DiskFlushEvent", "")),
                arguments(
                        "@TracepointSpan(\"disk_flush\") @Result(\"ret\") static int m() { return 1; }",
                        line("span", "m", "()I", "example.disk.DiskFlushEvent", "", "return:I")),
                arguments(
                        "@Tracepoint(\"job_state\") void m(int job, String state) {}",
                        line(
                                "instant",
                                "m",
                                "(ILjava/lang/String;)V",
                                "example.disk.JobStateEvent",
                                THIS + ",param:0:I,param:1:Ljava/lang/String;")),
                arguments(
                        "@TracepointSpan(\"disk_flush\") @Result(\"ret\") int m() { return 1; }",
                        line("span", "m", "()I", "example.disk.DiskFlushEvent", THIS, "return:I")),
                arguments(
                        "@TracepointSpan(\"disk_read\") @Result(\"ret\") byte m(int id, long offset, int len) { return 1; }",
                        line(
                                "span",
                                "m",
                                "(IJI)B",
                                "example.disk.DiskReadEvent",
                                THIS + ",param:0:I,param:1:J,param:2:I",
                                "return:I")),
                arguments(
                        "@TracepointSpan(\"session\") void m(String old) {}",
                        line(
                                "span",
                                "m",
                                "(Ljava/lang/String;)V",
                                "example.disk.SessionEvent",
                                THIS + ",param:0:Ljava/lang/String;",
                                "param:0:Ljava/lang/String;")),
                arguments(
                        "@TracepointSpan(\"lookup\") boolean m(String name, int depth, boolean found) { return found; }",
                        line(
                                "span",
                                "m",
                                "(Ljava/lang/String;IZ)Z",
                                "example.disk.LookupEvent",
                                THIS + ",param:0:Ljava/lang/String;,param:1:I",
                                "param:2:Z")),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") <T extends Comparable<T>> T m(T[] t, java.util.List<T> l, int ret, long... more) { return t[0]; }",
                        line(
                                "instant",
                                "m",
                                "([Ljava/lang/Comparable;Ljava/util/List;I[J)Ljava/lang/Comparable;",
                                FLUSH_DONE,
                                "param:2:I")),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") void m(User.Inner i, int[][] a, int ret) {} class Inner {}",
                        line("instant", "m", "(Lexample/disk/User$Inner;[[II)V", FLUSH_DONE, "param:2:I")),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") User(int ret) {}",
                        line("instant", "<init>", "(I)V", FLUSH_DONE, "param:0:I")),
                arguments(
                        "@Tracepoint(\"disk_flush_done\") synchronized final void m(int ret) {}",
                        line("instant", "m", "(I)V", FLUSH_DONE, "param:0:I")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("members")
    void bindsMembersOfAClass(String members, String expected) {
        assertThat(compile("class User {", members, "}").indexed("example.disk.User"))
                .containsExactly(expected);
    }

    /** A type, the binary name of the class with the tracepoint, name, descriptor and arguments of the method. */
    static Stream<Arguments> types() {
        return Stream.of(
                arguments(
                        "interface User { @Tracepoint(\"disk_flush_done\") default void m(int ret) {} }",
                        "User",
                        "m",
                        "(I)V",
                        "param:0:I"),
                arguments(
                        "interface User { @Tracepoint(\"disk_flush_done\") static void m(int ret) {} }",
                        "User",
                        "m",
                        "(I)V",
                        "param:0:I"),
                arguments(
                        "interface User { @Arg(\"ret\") int r(); @Tracepoint(\"disk_flush_done\") default void m() {} }",
                        "User",
                        "m",
                        "()V",
                        "call:r:I:I"),
                arguments(
                        "record User(int ret, String s) { @Tracepoint(\"disk_flush_done\") User {} }",
                        "User",
                        "<init>",
                        "(ILjava/lang/String;)V",
                        "param:0:I"),
                arguments(
                        "record User(@Arg(\"ret\") int r) { @Tracepoint(\"disk_flush_done\") void m() {} }",
                        "User",
                        "m",
                        "()V",
                        "field:r:I:I"),
                arguments(
                        "enum User { A(1); @Tracepoint(\"disk_flush_done\") User(int ret) {} }",
                        "User",
                        "<init>",
                        "(Ljava/lang/String;II)V",
                        "param:2:I"),
                arguments(
                        "enum User { A { }; @Tracepoint(\"disk_flush_done\") void m(int ret) {} }",
                        "User",
                        "m",
                        "(I)V",
                        "param:0:I"),
                arguments(
                        "class User { class In { @Tracepoint(\"disk_flush_done\") In(int ret) {} } }",
                        "User$In",
                        "<init>",
                        "(Lexample/disk/User;I)V",
                        "param:1:I"),
                arguments(
                        "class User { class A { class B { @Tracepoint(\"disk_flush_done\") private B(int ret) {} } } }",
                        "User$A$B",
                        "<init>",
                        "(Lexample/disk/User$A;I)V",
                        "param:1:I"),
                arguments(
                        "class User { static class In { @Tracepoint(\"disk_flush_done\") In(int ret) {} } }",
                        "User$In",
                        "<init>",
                        "(I)V",
                        "param:0:I"),
                arguments(
                        "interface User { class In { @Tracepoint(\"disk_flush_done\") In(int ret) {} } }",
                        "User$In",
                        "<init>",
                        "(I)V",
                        "param:0:I"),
                arguments(
                        "class User { record In(int ret) { @Tracepoint(\"disk_flush_done\") In {} } }",
                        "User$In",
                        "<init>",
                        "(I)V",
                        "param:0:I"),
                arguments(
                        "class User { enum In { A(1); @Tracepoint(\"disk_flush_done\") In(int ret) {} } }",
                        "User$In",
                        "<init>",
                        "(Ljava/lang/String;II)V",
                        "param:2:I"),
                arguments(
                        "class User<T extends Number & Runnable> { class In { @Tracepoint(\"disk_flush_done\") In(T t, int ret) {} } }",
                        "User$In",
                        "<init>",
                        "(Lexample/disk/User;Ljava/lang/Number;I)V",
                        "param:2:I"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void bindsAsTheClassFileHasIt(String source, String name, String method, String descriptor, String argument)
            throws Exception {
        Compilation.Result result = compile(source);

        assertThat(result.indexed("example.disk." + name))
                .containsExactly(line("instant", method, descriptor, FLUSH_DONE, argument));
        assertThat(ClassFile.methods(result.root().resolve("classes/example/disk/" + name + ".class")))
                .contains(method + descriptor);
    }

    @Test
    void methodMayBeASpanAndAnInstant() {
        List<String> lines = compile(
                        "class User { @TracepointSpan(\"disk_flush\") @Tracepoint(\"burst_begin\") void m(int ret, byte priority) {} }")
                .indexed("example.disk.User");

        assertThat(lines)
                .containsExactly(
                        line("span", "m", "(IB)V", "example.disk.DiskFlushEvent", THIS, "param:0:I"),
                        line("instant", "m", "(IB)V", "example.disk.BurstBeginEvent", "param:1:B"));
    }

    @Test
    void methodsMayHaveTypesThatAreGenerated() {
        List<String> lines = compile("class User { @Tracepoint(\"disk_flush_done\") void m(DiskTrace t, int ret) {} }")
                .indexed("example.disk.User");

        assertThat(lines)
                .containsExactly(line("instant", "m", "(Lexample/disk/DiskTrace;I)V", FLUSH_DONE, "param:1:I"));
    }
}
