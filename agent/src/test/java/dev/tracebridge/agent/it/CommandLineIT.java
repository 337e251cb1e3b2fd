package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar that users download: what is in it, and what it does when it is run. */
class CommandLineIT {

    private static final long SIZE_LIMIT = 14_000_000;

    private static ChildJvm.Result run(String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(ChildJvm.javaTool("java"), "-jar", ChildJvm.agentJar().toString()));
        command.addAll(List.of(arguments));
        return ChildJvm.tool(Map.of(), command.toArray(String[]::new));
    }

    @Test
    void withoutArgumentsItSaysItsVersionAndWhatItRunsOn() {
        ChildJvm.Result result = run().assertExit(0);
        assertThat(result.out())
                .startsWith("tracebridge " + System.getProperty("tracebridge.version") + "\n")
                .contains("Java 17 to 25", "Linux");
        assertThat(result.err()).isEmpty();
        assertThat(run("--version").out()).isEqualTo(result.out());
    }

    @Test
    void helpListsCommandsWithoutColours() {
        ChildJvm.Result result = run("--help").assertExit(0);
        assertThat(result.out()).contains("attach", "Exit codes:").doesNotContain("\u001b");
        assertThat(result.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|attahc|tracebridge: Unmatched argument at index 0: 'attahc'",
                "2|attach|Missing required parameter: 'PID'",
                "2|attach x|Invalid value for positional parameter",
                "2|attach 1 recrod=x|'recrod=x' is not of the form key=value; known keys:",
                "1|attach 999999999|there is no process 999999999"
            })
    void mistakesAreSaidOnStandardError(int exitCode, String arguments, String message) {
        ChildJvm.Result result = run(arguments.split(" ")).assertExit(exitCode);
        assertThat(result.err()).contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void processThatIsNoJvmSurvives() throws Exception {
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isDirectory(java.nio.file.Path.of("/proc/self")));
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        try {
            ChildJvm.Result result = run("attach", Long.toString(sleeper.pid())).assertExit(1);
            assertThat(result.err()).contains("is not a JVM");
            assertThat(sleeper.isAlive()).isTrue();
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void jarShowsNothingButTheEntryToScannersOfClassPaths() throws IOException {
        try (JarFile jar = new JarFile(ChildJvm.agentJar().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .allMatch(name -> name.startsWith("META-INF/")
                            || name.startsWith("inst/")
                            || name.matches("dev/tracebridge/agent/[^/]+\\.class"))
                    .noneMatch(name -> name.startsWith("inst/") && name.endsWith(".class"))
                    .noneMatch(name -> name.startsWith("META-INF/services/"))
                    .contains("inst/net/bytebuddy/ByteBuddy.classdata", "META-INF/LICENSE");
        }
    }

    @Test
    void jarIsSmallAndItsManifestComplete() throws IOException {
        assertThat(Files.size(ChildJvm.agentJar())).isLessThan(SIZE_LIMIT);
        try (JarFile jar = new JarFile(ChildJvm.agentJar().toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue("Premain-Class")).isEqualTo("dev.tracebridge.agent.TracebridgeAgent");
            assertThat(attributes.getValue("Agent-Class")).isEqualTo("dev.tracebridge.agent.TracebridgeAgent");
            assertThat(attributes.getValue("Main-Class")).isEqualTo("dev.tracebridge.agent.Main");
            assertThat(attributes.getValue("Can-Retransform-Classes")).isEqualTo("true");
            assertThat(attributes.getValue("Automatic-Module-Name")).isEqualTo("dev.tracebridge.agent");
            assertThat(attributes.getValue("Implementation-Version"))
                    .isEqualTo(System.getProperty("tracebridge.version"));
        }
    }
}
