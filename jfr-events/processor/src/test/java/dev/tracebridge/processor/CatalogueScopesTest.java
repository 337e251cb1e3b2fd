package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which catalogue a method is checked against. */
class CatalogueScopesTest {

    @TempDir
    Path directory;

    private Compilation library;
    private Compilation application;

    /** Two catalogues: {@code one.hit(int count)} and {@code two.hit(const char *text)}. */
    @BeforeEach
    void compileLibrary() {
        library = catalogue(
                catalogue(Compilation.in(directory.resolve("library")), "one", "hit(int count) \"%d\""),
                "two",
                "hit(const char *text) \"%s\"");
        application = Compilation.in(directory.resolve("application"));
    }

    private static Compilation catalogue(Compilation compilation, String packageName, String line) {
        return compilation
                .file(
                        packageName + "/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package " + packageName + ";")
                .file(packageName + "/trace-events", line);
    }

    private static Compilation tracedBy(Compilation compilation, String packageName, String facade) {
        return compilation.file(
                packageName.replace('.', '/') + "/package-info.java",
                "@dev.tracebridge.annotations.TracedBy(" + facade + ".class)",
                "package " + packageName + ";");
    }

    private static Compilation user(Compilation compilation, String packageName, String parameter) {
        return compilation.file(
                packageName.replace('.', '/') + "/User.java",
                "package " + packageName + ";",
                "class User { @dev.tracebridge.annotations.Tracepoint(\"hit\") void m(" + parameter + ") {} }");
    }

    private void runLibrary() {
        assertThat(library.run().messages()).isEmpty();
        application.classPath(library.classes());
    }

    private static String indexedEvent(Compilation.Result result, String className) {
        assertThat(result.messages()).isEmpty();
        assertThat(result.indexed(className)).hasSize(1);
        return result.indexed(className).get(0).split("\t")[4];
    }

    @Test
    void ofAnotherClassOutput() {
        runLibrary();
        tracedBy(application, "app", "one.OneTrace");
        user(application, "app", "int count");

        assertThat(indexedEvent(application.run(), "app.User")).isEqualTo("one.HitEvent");
    }

    @Test
    void ofAnEnclosingPackage() {
        runLibrary();
        tracedBy(application, "app", "one.OneTrace");
        user(application, "app.deep.down", "int count");

        assertThat(indexedEvent(application.run(), "app.deep.down.User")).isEqualTo("one.HitEvent");
    }

    @Test
    void ofTheNearestPackage() {
        runLibrary();
        tracedBy(application, "app", "one.OneTrace");
        tracedBy(application, "app.deep", "two.TwoTrace");
        user(application, "app", "int count");
        user(application, "app.deep", "String text");
        Compilation.Result result = application.run();

        assertThat(indexedEvent(result, "app.User")).isEqualTo("one.HitEvent");
        assertThat(indexedEvent(result, "app.deep.User")).isEqualTo("two.HitEvent");
    }

    @Test
    void ofTheSameCompilationEachInItsPackage() {
        user(library, "one", "int count");
        user(library, "two.deep", "String text");
        Compilation.Result result = library.run();

        assertThat(indexedEvent(result, "one.User")).isEqualTo("one.HitEvent");
        assertThat(indexedEvent(result, "two.deep.User")).isEqualTo("two.HitEvent");
    }

    @Test
    void ofTheSameCompilationByFacade() {
        tracedBy(library, "app", "two.TwoTrace");
        user(library, "app", "String text");

        assertThat(indexedEvent(library.run(), "app.User")).isEqualTo("two.HitEvent");
    }

    @Test
    void theOnlyOneNeedsNoAnnotation() {
        catalogue(application, "one", "hit(int count) \"%d\"");
        user(application, "elsewhere", "int count");

        assertThat(indexedEvent(application.run(), "elsewhere.User")).isEqualTo("one.HitEvent");
    }

    @Test
    void oneOfSeveralMustBeNamed() {
        user(library, "elsewhere", "int count");

        assertThat(library.run().messages())
                .containsExactly("User.java:2: several catalogues: put one of @TracedBy(one.OneTrace.class),"
                        + " @TracedBy(two.TwoTrace.class) on package elsewhere or one that encloses it");
    }

    @Test
    void oneMustBeThere() {
        user(application, "app", "int count");

        assertThat(application.run().messages())
                .containsExactly("User.java:2: no catalogue: put @TracedBy(FACADE.class) on package app or one that"
                        + " encloses it, or @TraceCatalogue(\"FILE\") on the package to generate into");
    }

    @Test
    void facadeMustBeGenerated() {
        tracedBy(application, "app", "java.lang.String");
        user(application, "app", "int count");

        assertThat(application.run().messages())
                .containsExactly(
                        "package-info.java:1: java.lang.String is no facade generated from a catalogue: there is"
                                + " no java.lang.StringCatalogue beside it");
    }

    @Test
    void ofGeneratedSourcesThatAreCompiledAsTheyAre() throws Exception {
        Compilation.Result generated =
                catalogue(application, "one", "hit(int count) \"%d\"").run();
        Compilation second = Compilation.in(directory.resolve("second"));
        for (String source : generated.generated()) {
            second.file(
                    source,
                    java.nio.file.Files.readString(
                            generated.root().resolve("generated").resolve(source)));
        }
        user(second, "one", "int count");
        Compilation.Result result = second.run();

        assertThat(indexedEvent(result, "one.User")).isEqualTo("one.HitEvent");
        assertThat(result.indexed("one.OneTrace"))
                .containsExactly("method\tinstant\thit\t(I)V\tone.HitEvent\tparam:0:I");
    }
}
