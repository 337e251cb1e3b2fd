package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebridge.agent.it.app.Application;
import dev.tracebridge.agent.it.app.PlainApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with options, index or runtime is said in one line each, and the application does not notice. */
class QuietFailureIT {

    @TempDir
    private Path folder;

    @Test
    void mistakesAreSaidAndTheApplicationGoesOn() throws IOException {
        Path index = folder.resolve("META-INF/tracebridge/index");
        Files.createDirectories(index.getParent());
        Files.writeString(index, "nonsense\n");
        Path[] app = RecordIT.classPath();
        ChildJvm.Result result = ChildJvm.withAgent("recrod=x;log=loud,record=" + folder.resolve("missing/x.jfr"))
                .environment("TRACEBRIDGE_FOO", "bar")
                .classPath(folder, app[0], app[1])
                .with(Application.class.getName())
                .run();

        result.assertExit(7);
        assertThat(result.out()).startsWith("result 6\nsame true\n");
        assertThat(result.agentLines())
                .containsExactly(
                        "ERROR unknown variable TRACEBRIDGE_FOO is ignored; known keys: bindings, enable, events, log, output,"
                                + " record, render, spool.age, spool.dir, spool.size, threshold",
                        "ERROR unknown option recrod is ignored; known keys: bindings, enable, events, log, output,"
                                + " record, render, spool.age, spool.dir, spool.size, threshold",
                        "ERROR log=loud is ignored: expected off, error, warn, info or debug",
                        "INFO Tracebridge " + System.getProperty("tracebridge.version") + " on Java "
                                + Runtime.version(),
                        "ERROR nothing of this index is woven: " + index.toUri().toURL()
                                + ":1: expected the line 'tracebridge-index 1' of this version's processor, found"
                                + " 'nonsense'",
                        "ERROR record=" + folder.resolve("missing/x.jfr") + " is ignored: there is no folder "
                                + folder.resolve("missing"));
    }

    @Test
    void runtimeWithoutFlightRecorderIsLeftAlone() {
        ChildJvm.Result result = ChildJvm.withAgent("")
                .with("--limit-modules", "java.base,java.instrument")
                .classPath(RecordIT.classPath())
                .with(PlainApplication.class.getName())
                .run();

        result.assertExit(5);
        assertThat(result.out()).isEqualTo("plain\n");
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.agentLines()).singleElement().asString().contains("has no module jdk.jfr");
    }

    @Test
    void runtimeImageWithoutFlightRecorderIsLeftAlone() {
        assumeTrue(Files.isExecutable(Path.of(ChildJvm.javaTool("jlink"))), "needs jlink: a JDK that has its tools");
        Path image = folder.resolve("image");
        ChildJvm.tool(
                        Map.of(),
                        ChildJvm.javaTool("jlink"),
                        "--add-modules",
                        "java.base,java.instrument",
                        "--output",
                        image.toString())
                .assertExit(0);
        ChildJvm.Result result = ChildJvm.tool(
                Map.of(),
                image.resolve("bin/java").toString(),
                "-javaagent:" + ChildJvm.agentJar() + "=record=" + folder.resolve("none.jfr"),
                "-cp",
                RecordIT.classPath()[0].toString(),
                PlainApplication.class.getName());

        result.assertExit(5);
        assertThat(result.out()).isEqualTo("plain\n");
        assertThat(result.err().lines()).singleElement().asString().contains("has no module jdk.jfr");
        assertThat(folder.resolve("none.jfr")).doesNotExist();
    }

    @Test
    void toolsOfTheJdkAreLeftAlone() {
        Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-javaagent:" + ChildJvm.agentJar());
        for (String tool : new String[] {"jps", "keytool"}) {
            ChildJvm.Result result = ChildJvm.tool(environment, ChildJvm.javaTool(tool), "-help");
            assertThat(result.agentLines()).as(tool).isEmpty();
            assertThat(result.err()).startsWith("Picked up JAVA_TOOL_OPTIONS");
        }
    }
}
