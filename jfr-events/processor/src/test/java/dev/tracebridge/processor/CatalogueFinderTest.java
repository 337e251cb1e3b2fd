package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueFinderTest {

    private static final String CATALOGUE = "hit(int count) \"%d\"\n";
    private static final String SIDECAR = "namespace: found.here\n";

    @TempDir
    Path directory;

    private Compilation annotated(String members) {
        return Compilation.in(directory.resolve("build"))
                .file(
                        "a/b/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(" + members + ")",
                        "package a.b;");
    }

    private void write(String path, String text) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String option(String path) {
        return "-Atracebridge.catalogue=" + directory.resolve(path);
    }

    private void assertGenerated(Compilation.Result result, String facade) {
        assertThat(result.messages()).isEmpty();
        assertThat(result.generated()).contains("a/b/" + facade + ".java");
    }

    @Test
    void onTheSourcePath() {
        assertGenerated(
                annotated("\"trace-events\"")
                        .file("a/b/trace-events", CATALOGUE.stripTrailing())
                        .file("a/b/trace-spans.yaml", SIDECAR)
                        .run(),
                "HereTrace");
    }

    @Test
    void amongCopiedResources() throws IOException {
        write("build/classes/a/b/trace-events", CATALOGUE);
        write("build/classes/a/b/trace-spans.yaml", SIDECAR);

        assertGenerated(annotated("\"trace-events\"").run(), "HereTrace");
    }

    @Test
    void inAFolderOfThePackage() throws IOException {
        write("build/classes/a/b/trace/events", CATALOGUE);
        write("build/classes/a/b/trace/spans", SIDECAR);

        assertGenerated(
                annotated("value = \"trace/events\", sidecar = \"trace/spans\"").run(), "HereTrace");
    }

    @Test
    void asTheOptionsFile() throws IOException {
        write("x/trace-events", CATALOGUE);
        write("x/trace-spans.yaml", SIDECAR);

        assertGenerated(
                annotated("\"trace-events\"").options(option("x/trace-events")).run(), "HereTrace");
    }

    @Test
    void inTheOptionsDirectoryByName() throws IOException {
        write("x/trace-events", CATALOGUE);
        write("x/trace-spans.yaml", SIDECAR);

        assertGenerated(annotated("\"trace-events\"").options(option("x")).run(), "HereTrace");
    }

    @Test
    void inTheOptionsDirectoryByPackage() throws IOException {
        write("x/trace-events", "another(void) \"\"\n");
        write("x/a/b/trace-events", CATALOGUE);
        write("x/a/b/trace-spans.yaml", SIDECAR);

        assertGenerated(annotated("\"trace-events\"").options(option("x")).run(), "HereTrace");
    }

    @Test
    void withoutASidecarThePackageIsTheNamespace() {
        Compilation.Result result = annotated("\"trace-events\"")
                .file("a/b/trace-events", CATALOGUE.stripTrailing())
                .run();

        assertGenerated(result, "BTrace");
        assertThat(result.resource("META-INF/tracebridge/index")).contains("event\ta.b.hit\ta.b.HitEvent\tinstant");
    }

    @Test
    void tellsWhereItLooked() {
        Compilation.Result result = annotated("\"trace-events\"").run();

        assertThat(result.messages())
                .containsExactly("package-info.java:1: catalogue 'trace-events' of package a.b is not found; looked for"
                        + " a/b/trace-events on the source path, a/b/trace-events in the class output; the processor"
                        + " option -Atracebridge.catalogue=PATH names the file or its directory");
    }

    @Test
    void tellsWhereTheOptionLed() throws IOException {
        write("x/other", CATALOGUE);

        assertThat(annotated("\"trace-events\"")
                        .options(option("x"))
                        .run()
                        .messages()
                        .get(0))
                .contains(directory.resolve("x/a/b/trace-events") + ", " + directory.resolve("x/trace-events"));
        assertThat(annotated("\"trace-events\"")
                        .options(option("x/other"))
                        .run()
                        .messages()
                        .get(0))
                .contains("names neither a directory nor a file called 'trace-events', as @TraceCatalogue does");
    }

    @Test
    void namedSidecarMustBeThere() {
        Compilation.Result result = annotated("value = \"trace-events\", sidecar = \"spans\"")
                .file("a/b/trace-events", CATALOGUE.stripTrailing())
                .run();

        assertThat(result.messages()).hasSize(1);
        assertThat(result.messages().get(0)).contains("sidecar 'spans' is not beside the catalogue ");
    }

    @Test
    void textMustBeUtf8() throws IOException {
        Path file = directory.resolve("x/trace-events");
        Files.createDirectories(file.getParent());
        Files.write(file, "# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(annotated("\"trace-events\"")
                        .options(option("x"))
                        .run()
                        .messages()
                        .get(0))
                .contains("trace-events is not UTF-8 text");
    }

    @Test
    void pathIsNotWrittenIntoWhatIsGenerated() throws IOException {
        write("x/trace-events", CATALOGUE);
        annotated("\"trace-events\"").options(option("x")).run();

        assertThat(Files.readString(directory.resolve("build/generated/a/b/BTraceCatalogue.java")))
                .contains("fileName = \"trace-events\"")
                .doesNotContain(directory.toString());
    }
}
