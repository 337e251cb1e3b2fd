package dev.tracebridge.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * QEMU 7.2's whole catalogue, as Debian 12 installs it with {@code qemu-system-x86}; another place is named by the system property
 * {@code tracebridge.qemu.catalogue}. Skipped where it is missing, except in continuous integration.
 */
class WholeQemuTest {

    private static final Path FILE =
            Path.of(System.getProperty("tracebridge.qemu.catalogue", "/usr/share/qemu/trace-events-all"));

    private static final int TRACEPOINTS = 5078;

    private static Compilation.Result result;

    @BeforeAll
    static void compile(@TempDir Path directory) {
        assumeTrue("true".equals(System.getenv("CI")) || Files.exists(FILE), FILE + " is not installed");
        String name = FILE.getFileName().toString();
        result = Compilation.in(directory)
                .file(
                        "qemu/all/package-info.java",
                        "@dev.tracebridge.annotations.TraceCatalogue(\"" + name + "\")",
                        "package qemu.all;")
                .options("-Atracebridge.catalogue=" + FILE, "-Xdoclint:all,-missing")
                .run();
    }

    @Test
    void compilesWithoutAWarning() {
        assertThat(result.messages()).isEmpty();
        assertThat(result.generated()).hasSize(TRACEPOINTS + 2);
    }

    @Test
    void indexHasEveryTracepoint() {
        assertThat(result.resource("META-INF/tracebridge/index").lines().filter(l -> l.startsWith("event\t")))
                .hasSize(TRACEPOINTS);
        assertThat(result.indexed("qemu.all.AllTrace")).hasSize(TRACEPOINTS);
    }

    @Test
    void catalogueIsReadBack() throws IOException {
        Compilation.Result user = Compilation.in(result.root().resolve("user"))
                .classPath(result.root().resolve("classes"))
                .file(
                        "app/package-info.java",
                        "@dev.tracebridge.annotations.TracedBy(qemu.all.AllTrace.class)",
                        "package app;")
                .file(
                        "app/User.java",
                        "package app;",
                        "class User {",
                        "@dev.tracebridge.annotations.Tracepoint(\"ram_save_page\")",
                        "void m(String rbname, long offset, long host) {}",
                        "}")
                .run();

        assertThat(user.messages()).isEmpty();
        assertThat(user.indexed("app.User")).hasSize(1);
    }

    @Test
    void facadeLoadsAndEventsRecord() throws Exception {
        try (URLClassLoader loader = result.load()) {
            assertThat(loader.loadClass("qemu.all.AllTrace").getMethods()).hasSizeGreaterThan(TRACEPOINTS);
            Tracer tracer = new Tracer(loader, "qemu.all");
            List<RecordedEvent> events = tracer.record(() -> tracer.emit("ram_save_page", "pc.ram", 4096L, 1L));

            assertThat(events).hasSize(1);
            assertThat(events.get(0).getString("rbname")).isEqualTo("pc.ram");
        }
    }
}
