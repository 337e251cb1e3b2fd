package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.processor.generate.Example;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated code in named modules, which require what the documentation says and no more. */
class ModuleTest {

    @TempDir
    Path directory;

    private Compilation library(String... moduleInfo) {
        return Compilation.in(directory.resolve("library"))
                .modular()
                .file("module-info.java", moduleInfo)
                .file(
                        "example/disk/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")",
                        "package example.disk;")
                .file("example/disk/trace-events", Example.catalogue().stripTrailing())
                .file("example/disk/trace-spans.yaml", Example.sidecar())
                .file(
                        "example/disk/User.java",
                        "package example.disk;",
                        "class User {",
                        "@dev.tracebridge.annotations.Tracepoint(\"disk_flush_done\") void m(int ret) {}",
                        "}");
    }

    @Test
    void needsAnnotationsAndJfr() {
        Compilation.Result result = library(
                        "module library {", "    requires dev.tracebridge.annotations;", "    requires jdk.jfr;", "}")
                .run();

        assertThat(result.messages()).isEmpty();
        assertThat(result.indexed("example.disk.User")).hasSize(1);
    }

    @Test
    void mayExportWhatIsGenerated() {
        Compilation.Result result = library(
                        "module library {",
                        "    requires dev.tracebridge.annotations;",
                        "    requires jdk.jfr;",
                        "    exports example.disk;",
                        "}")
                .run();

        assertThat(result.messages()).isEmpty();
    }

    @Test
    void catalogueIsReadOutOfAnotherModule() {
        Compilation library = library(
                "module library {",
                "    requires dev.tracebridge.annotations;",
                "    requires jdk.jfr;",
                "    exports example.disk;",
                "}");
        assertThat(library.run().messages()).isEmpty();
        Compilation.Result result = Compilation.in(directory.resolve("application"))
                .modular()
                .classPath(library.classes())
                .file(
                        "module-info.java",
                        "module application {",
                        "    requires dev.tracebridge.annotations;",
                        "    requires library;",
                        "}")
                .file(
                        "app/package-info.java",
                        "@dev.tracebridge.annotations.TracedBy(example.disk.DiskTrace.class)",
                        "package app;")
                .file(
                        "app/User.java",
                        "package app;",
                        "class User {",
                        "@dev.tracebridge.annotations.Tracepoint(\"disk_flush_done\") void m(int ret) {}",
                        "@dev.tracebridge.annotations.Tracepoint(\"disk_flush\") void n() {",
                        "example.disk.DiskTrace.disk_flush_done(1); }",
                        "}")
                .run();

        assertThat(result.messages()).isEmpty();
        assertThat(result.indexed("app.User"))
                .containsExactly(
                        "method\tinstant\tm\t(I)V\texample.disk.DiskFlushDoneEvent\tparam:0:I",
                        "method\tinstant\tn\t()V\texample.disk.DiskFlushEvent\t");
    }
}
