package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.agent.it.app.Application;
import dev.tracebridge.annotations.TraceContext;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application in a named module, which names {@code jdk.jfr} and nothing else on our behalf. */
class ModuleIT {

    @TempDir
    private Path folder;

    @Test
    void namedModuleIsWoven() throws IOException {
        Path annotations = ChildJvm.classPathOf(TraceContext.class);
        Path module = folder.resolve("it.app");
        copyApplication(module);
        compileDescriptor(module, annotations);
        Path recording = folder.resolve("module.jfr");
        Path counters = folder.resolve("counters");
        ChildJvm.Result result = ChildJvm.withAgent("record=" + recording)
                .with("-p", module + File.pathSeparator + annotations)
                .with("-m", "it.app/" + Application.class.getName(), counters.toString())
                .run();
        result.assertExit(7);
        assertThat(result.agentLines()).hasSize(1);
        assertThat(Recordings.section(recording, "inner").getLong("parentId"))
                .isEqualTo(Recordings.section(recording, "outer").getLong("spanId"));
        assertThat(Recordings.events(recording)).hasSize(11);
        assertThat(Files.readString(counters)).isEqualTo("11 1");
    }

    private static void copyApplication(Path module) throws IOException {
        Path classes = ChildJvm.classPathOf(Application.class);
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString();
                if (name.startsWith(Application.class.getPackageName().replace('.', File.separatorChar))
                        || name.startsWith("META-INF")) {
                    Path copy = module.resolve(name);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
    }

    private void compileDescriptor(Path module, Path annotations) throws IOException {
        Path source = folder.resolve("module-info.java");
        Files.writeString(source, "module it.app { requires jdk.jfr; requires dev.tracebridge.annotations; }");
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-p", annotations.toString(), "-d", module.toString(), source.toString());
        assertThat(exit).isZero();
    }
}
