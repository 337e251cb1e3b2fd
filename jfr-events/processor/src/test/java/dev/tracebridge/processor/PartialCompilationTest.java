package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the classes only, as an IDE compiles them. */
class PartialCompilationTest {

    private static final String INDEX = "META-INF/tracebridge/index";

    @TempDir
    Path directory;

    private Compilation compilation;

    @BeforeEach
    void compileAll() {
        compilation = Compilation.in(directory)
                .file(
                        "p/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package p;")
                .file("p/trace-events", "hit(int count) \"%d\"", "miss(void) \"\"");
        user("A", "@Tracepoint(\"hit\") void a(int count) {}");
        user("B", "@Tracepoint(\"miss\") void b() {} static class In { @Tracepoint(\"miss\") void in() {} }");
        assertThat(compilation.run().messages()).isEmpty();
    }

    private void user(String name, String members) {
        user("p", name, members);
    }

    private void user(String packageName, String name, String members) {
        compilation.file(
                packageName + "/" + name + ".java",
                "package " + packageName + ";",
                "import dev.tracebridge.annotations.*;",
                "class " + name + " { " + members + " }");
    }

    private Compilation.Result compile(String... paths) {
        Compilation.Result result = compilation.run(List.of(paths));
        assertThat(result.messages()).isEmpty();
        return result;
    }

    @Test
    void sameClassesLeaveTheIndexAsItIs() {
        String before = compile("p/A.java").resource(INDEX);

        assertThat(compile("p/A.java").resource(INDEX)).isEqualTo(before);
        assertThat(compilation.run().resource(INDEX)).isEqualTo(before);
        assertThat(before).contains("event\tp.hit\tp.HitEvent\t", "class\tp.PTrace\n", "class\tp.B$In\n");
    }

    @Test
    void compiledClassIsReplaced() {
        user("A", "@Tracepoint(\"miss\") void other() {}");
        Compilation.Result result = compile("p/A.java");

        assertThat(result.indexed("p.A")).containsExactly("method\tinstant\tother\t()V\tp.MissEvent\t");
        assertThat(result.indexed("p.B")).hasSize(1);
    }

    @Test
    void classThatLostItsAnnotationsIsLeftOut() {
        user("B", "void b() {}");
        Compilation.Result result = compile("p/B.java");

        assertThat(result.resource(INDEX)).doesNotContain("p.B\n", "p.B$In").contains("class\tp.A\n");
    }

    @Test
    void classThatIsGoneIsLeftOut() throws IOException {
        Files.delete(directory.resolve("src/p/B.java"));
        Files.delete(directory.resolve("classes/p/B.class"));
        Compilation.Result result = compile("p/A.java");

        assertThat(result.resource(INDEX)).doesNotContain("p.B\n", "p.B$In").contains("class\tp.A\n");
    }

    @Test
    void newClassInAnotherPackageFindsTheCatalogue() {
        user("q", "C", "@Tracepoint(\"hit\") void c(int count) {}");
        Compilation.Result result = compile("q/C.java");

        assertThat(result.indexed("q.C")).containsExactly("method\tinstant\tc\t(I)V\tp.HitEvent\tparam:0:I");
        assertThat(result.indexed("p.A")).hasSize(1);
    }

    @Test
    void mistakeIsFoundWithoutThePackage() {
        user("A", "@Tracepoint(\"hot\") void a(int count) {}");

        assertThat(compilation.run(List.of("p/A.java")).messages())
                .containsExactly("A.java:3: unknown tracepoint 'hot': did you mean 'hit'?");
    }

    @Test
    void catalogueThatChangedReplacesItsEvents() {
        compilation.file("p/trace-events", "hit(int count) \"%d\"", "mist(void) \"\"");
        user("B", "@Tracepoint(\"mist\") void b() {}");
        Compilation.Result result = compilation.run();

        assertThat(result.messages()).isEmpty();
        assertThat(result.resource(INDEX)).contains("p.MistEvent").doesNotContain("p.MissEvent");
    }

    @Test
    void packageThatIsNoLongerAnnotatedLosesItsEvents() {
        compilation.file("p/package-info.java", "package p;");
        user("A", "");
        user("B", "");
        Compilation.Result result = compile("p/package-info.java", "p/A.java", "p/B.java");

        assertThat(result.resource(INDEX)).doesNotContain("event\t");
    }

    @Test
    void projectWithoutTracepointsGetsNoIndex() {
        Path other = directory.resolve("other");
        Compilation.Result result = Compilation.in(other)
                .file("q/Plain.java", "package q;", "class Plain {}")
                .run();

        assertThat(result.messages()).isEmpty();
        assertThat(result.hasResource(INDEX)).isFalse();
    }
}
