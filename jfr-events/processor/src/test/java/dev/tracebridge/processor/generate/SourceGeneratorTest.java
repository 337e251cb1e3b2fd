package dev.tracebridge.processor.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebridge.catalogue.CatalogueException;
import dev.tracebridge.processor.Compilation;
import java.io.StringReader;
import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jdk.jfr.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceGeneratorTest {

    @TempDir
    Path directory;

    private static SourceGenerator generator(String catalogue, String sidecar) {
        return SourceGenerator.of(
                new CatalogueText("trace-events", catalogue, "trace-spans.yaml", Optional.ofNullable(sidecar)),
                "some.names");
    }

    /** Compiles the sources as they are: without a catalogue to generate from. */
    private Compilation.Result compile(List<GeneratedFile> sources, String... options) {
        Compilation compilation = Compilation.in(directory).options(options);
        sources.forEach(source -> compilation.file(source.path(), source.text()));
        return compilation.run();
    }

    private static GeneratedFile source(SourceGenerator generator, String simpleName) {
        return generator.sources().stream()
                .filter(file -> file.path().endsWith("/" + simpleName + ".java"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void namesOfTracepointsNeverMeetTheNamesOfJava() {
        SourceGenerator generator = generator("""
                notify(void) ""
                wait(void) ""
                wait_2(long timeout)
                toString(void) ""
                hashCode(int x)
                span(void) ""
                group(int x)
                string(const char *s)
                _1(void) ""
                A(void) ""
                a(void) ""
                """, null);

        assertThat(compile(generator.sources()).messages()).isEmpty();
        assertThat(source(generator, "NamesTrace").text())
                .contains("void notify_()", "void wait_()", "void toString_()", "void hashCode_(int x)", "void a()");
    }

    @Test
    void textOfTheCatalogueIsOnlyText() {
        SourceGenerator generator = generator(
                "# */ \u00e9 \\u0041 <b> {@link x} &\n"
                        + "a(const char *s, int d) \"\\\"%s\\\" */ \\\\u000a \u00e9 <i> @x {@code} & %d $L $T %%\"\n",
                null);

        Compilation.Result result = compile(generator.sources(), "-Xdoclint:all,-missing", "-encoding", "US-ASCII");

        assertThat(result.messages()).isEmpty();
    }

    @Test
    void embeddedTextIsTheCataloguesToTheLastCharacter() throws Exception {
        String catalogue = "# \u00e9 \"x\" \\ \t $ \uD83D\uDE00\r\n" + "a(void) \"\"\r\n"
                + IntStream.range(0, 3000)
                        .mapToObj(i -> "event_" + i + "(const char *text) \"\u20ac %s\"\n")
                        .collect(Collectors.joining());
        SourceGenerator generator = generator(catalogue, "namespace: some.names # \u00e9\n");
        GeneratedFile embedded = source(generator, "NamesTraceCatalogue");
        GeneratedFile reader = new GeneratedFile(
                "some/names/Reader.java",
                embedded.text()
                        .replace("@EmbeddedCatalogue(", "@Text(")
                        .replace("import dev.tracebridge.annotations.EmbeddedCatalogue;", "")
                        .replace("{@link NamesTrace}", "it")
                        .replace("final class NamesTraceCatalogue", "public final class Reader")
                        .replace("private NamesTraceCatalogue()", "private Reader()"));
        GeneratedFile annotation = new GeneratedFile("some/names/Text.java", """
                package some.names;
                import java.lang.annotation.*;
                @Retention(RetentionPolicy.RUNTIME) public @interface Text {
                    String fileName(); String[] catalogue(); String[] sidecar();
                }
                """);
        Compilation.Result result = compile(List.of(reader, annotation));
        assertThat(result.messages()).isEmpty();

        try (var loader = result.load()) {
            Annotation text = loader.loadClass("some.names.Reader").getAnnotations()[0];
            String[] pieces =
                    (String[]) text.annotationType().getMethod("catalogue").invoke(text);
            String[] sidecar =
                    (String[]) text.annotationType().getMethod("sidecar").invoke(text);
            assertThat(pieces).hasSizeGreaterThan(1);
            assertThat(String.join("", pieces)).isEqualTo(catalogue);
            assertThat(String.join("", sidecar)).isEqualTo("namespace: some.names # \u00e9\n");
        }
    }

    @Test
    void everythingPublicIsDocumented() {
        Compilation.Result result =
                compile(Example.generator().sources(), "-Xdoclint:all/public", "-Xdoclint/package:example.disk");

        assertThat(result.messages()).isEmpty();
    }

    @Test
    void settingsAreWhatJfrReads() throws Exception {
        GeneratedFile file = Example.generator().settings();

        Configuration configuration = Configuration.create(new StringReader(file.text()));

        assertThat(file.path()).isEqualTo("META-INF/tracebridge/example.disk.jfc");
        assertThat(configuration.getSettings())
                .containsEntry("example.disk.disk_open#enabled", "true")
                .containsEntry("example.disk.page_sent#enabled", "false")
                .containsEntry("example.disk.page_dropped#enabled", "false")
                .containsEntry("example.disk.disk_read#threshold", "0 ns")
                .containsEntry("example.disk.disk_read#stackTrace", "false");
    }

    @Test
    void unnamedPackageIsRefused() {
        CatalogueText text = new CatalogueText("trace-events", "a(void) \"\"\n", "", Optional.empty());

        assertThatThrownBy(() -> SourceGenerator.of(text, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("event classes cannot be generated into the unnamed package");
    }

    @Test
    void problemsOfTheCatalogueAreThrown() {
        assertThatThrownBy(() -> generator("a(itn x) \"\"\n", null)).isInstanceOf(CatalogueException.class);
        assertThatThrownBy(() -> generator("a(void) \"\"\n", "spans: []\n")).isInstanceOf(CatalogueException.class);
    }
}
