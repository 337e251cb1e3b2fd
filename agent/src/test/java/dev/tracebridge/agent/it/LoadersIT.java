package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.it.app.LoadersApplication;
import dev.tracebridge.annotations.TraceContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same classes, annotations included, in several class loaders of one JVM. */
class LoadersIT {

    @TempDir
    private static Path folder;

    private static Path recording;
    private static ChildJvm.Result result;

    @BeforeAll
    static void run() throws IOException {
        recording = folder.resolve("loaders.jfr");
        Path app = ChildJvm.classPathOf(LoadersApplication.class);
        Path annotations = ChildJvm.classPathOf(TraceContext.class);
        result = ChildJvm.withAgent("record=" + recording)
                .classPath(app, annotations)
                .with(LoadersApplication.class.getName(), app.toString(), annotations.toString())
                .with(jarInJar(app, annotations).toString())
                .run();
    }

    private static Path jarInJar(Path... elements) throws IOException {
        Path inner = folder.resolve("inner.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(inner))) {
            for (Path element : elements) {
                if (Files.isDirectory(element)) {
                    addFolder(element, out);
                } else {
                    addJar(element, out);
                }
            }
        }
        Path outer = folder.resolve("outer.jar");
        try (OutputStream file = Files.newOutputStream(outer);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.putNextEntry(new ZipEntry("lib/inner.jar"));
            Files.copy(inner, out);
        }
        return outer;
    }

    private static void addFolder(Path element, ZipOutputStream out) throws IOException {
        try (Stream<Path> files = Files.walk(element)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(element.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    private static void addJar(Path element, ZipOutputStream out) throws IOException {
        try (ZipFile jar = new ZipFile(element.toFile())) {
            for (ZipEntry entry : jar.stream().map(ZipEntry.class::cast).toList()) {
                if (!entry.isDirectory() && !entry.getName().startsWith("META-INF/")) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    jar.getInputStream(entry).transferTo(out);
                }
            }
        }
    }

    @Test
    void applicationRunsAsWithoutAgent() {
        result.assertExit(0);
        assertThat(result.out()).startsWith("result 1\n");
        assertThat(result.agentLines()).hasSize(1);
    }

    @Test
    void copiesShareTheThreadsState() {
        List<String> chain = List.of("system loader", "first copy", "second copy", "nested jar");
        long parent = 0;
        for (String id : chain) {
            RecordedEvent section = Recordings.section(recording, id);
            assertThat(section.getLong("parentId")).as(id).isEqualTo(parent);
            parent = section.getLong("spanId");
        }
        assertThat(chain.stream().map(id -> Recordings.traceId(Recordings.section(recording, id))))
                .containsOnly(Recordings.traceId(Recordings.section(recording, "system loader")));
    }

    @Test
    void loaderThatIsNoLongerUsedIsUnloaded() {
        assertThat(result.out()).contains("unloaded true");
        assertThat(Recordings.section(recording, "forgotten").getInt("ret")).isEqualTo(1);
    }
}
