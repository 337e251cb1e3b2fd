package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code without annotations, bound by {@code bindings=} to the tracepoints of a jar that {@code events=} names. */
class BindingsIT {

    private static final String MAIN = "thirdparty.Volume";

    @TempDir
    private static Path folder;

    private static String events;
    private static Path named;
    private static Path nameless;
    private static ChildJvm.Result plain;

    @BeforeAll
    static void compile() throws IOException {
        Path classes = TracedSources.ofResources("bound", folder).classes();
        Path jar = jar(classes, folder.resolve("events.jar"));
        events = jar + File.pathSeparator + ChildJvm.classPathOf(TraceContext.class);
        named = thirdParty("named", "-g");
        nameless = thirdParty("nameless", "-g:none");
        plain = ChildJvm.withoutAgent().classPath(named).with(MAIN).run();
        assertThat(plain.exitCode()).isEqualTo(6);
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path entry : found.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(entry).toString().replace(File.separatorChar, '/')));
                Files.copy(entry, out);
            }
        }
        return jar;
    }

    private static Path resource(String name) {
        try {
            return Path.of(BindingsIT.class.getResource(name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Path thirdParty(String name, String debug, String... more) throws IOException {
        Path classes = Files.createDirectories(folder.resolve(name));
        List<String> arguments = new ArrayList<>(List.of("--release", "17", debug, "-d", classes.toString()));
        arguments.add(resource("thirdparty/Volume.java").toString());
        arguments.addAll(List.of(more));
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(exit).isZero();
        return classes;
    }

    private static ChildJvm withBindings(Path bindings, Path recording) {
        return ChildJvm.withAgent("bindings=" + bindings + ";events=" + events + ";record=" + recording);
    }

    private static List<RecordedEvent> events(Path recording, String name) {
        return Recordings.events(recording, ("bound." + name)::equals);
    }

    private static void assertAllEvents(Path recording) {
        assertThat(events(recording, "volume_opened"))
                .extracting(event -> event.getString("volume"))
                .containsExactly("root", "x");
        assertThat(events(recording, "volume_copy")).singleElement().satisfies(event -> {
            assertThat(event.getString("volume")).isEqualTo("root");
            assertThat(event.getInt("blocks")).isEqualTo(2);
            assertThat(event.getLong("bytes")).isEqualTo(8192);
        });
        assertThat(events(recording, "volume_block"))
                .extracting(event -> event.getLong("offset") + " " + event.getInt("len") + " " + event.getInt("id"))
                .containsExactly("0 4096 4", "4096 4096 4");
        assertThat(events(recording, "volume_failed")).singleElement().satisfies(event -> {
            assertThat(event.getInt("code")).isEqualTo(5);
            assertThat(event.getString("error")).isEqualTo("java.lang.IllegalStateException");
        });
    }

    @Test
    void boundMethodsEmitAndTheApplicationDoesTheSame() {
        Path recording = folder.resolve("named.jfr");
        ChildJvm.Result woven = withBindings(resource("bindings.yaml"), recording)
                .classPath(named)
                .with(MAIN)
                .run()
                .assertExit(6);
        assertThat(woven.out()).isEqualTo(plain.out());
        assertThat(woven.agentLines()).hasSize(1);
        assertAllEvents(recording);
    }

    @Test
    void boundClassOfANamedModuleEmits() throws IOException {
        Path descriptor = folder.resolve("module-info.java");
        Files.writeString(descriptor, "module thirdparty { exports thirdparty; }");
        Path module = thirdParty("thirdparty-module", "-g", descriptor.toString());
        Path recording = folder.resolve("module.jfr");
        ChildJvm.Result woven = withBindings(resource("bindings.yaml"), recording)
                .with("-p", module.toString(), "-m", "thirdparty/" + MAIN)
                .run()
                .assertExit(6);
        assertThat(woven.agentLines()).hasSize(1);
        assertAllEvents(recording);
    }

    @Test
    void classWithoutParameterNamesIsBoundByPosition() throws IOException {
        Path bindings = folder.resolve("positions.yaml");
        Files.writeString(bindings, """
                bindings:
                  - {class: thirdparty.Volume, method: <init>, tracepoint: volume_opened, arguments: {volume: 0}}
                  - {class: thirdparty.Volume, method: copy(int), span: volume_copy, result: bytes,
                     arguments: {volume: this.name, blocks: 0}}
                  - {class: thirdparty.Volume, method: 'block(long, int)', tracepoint: volume_block,
                     arguments: {offset: 0, len: 1, id: this.id()}}
                  - {class: thirdparty.Volume, method: fail, span: volume_failed, arguments: {code: 0}}
                """);
        Path recording = folder.resolve("positions.jfr");
        ChildJvm.Result woven = withBindings(bindings, recording)
                .classPath(nameless)
                .with(MAIN)
                .run()
                .assertExit(6);
        assertThat(woven.agentLines()).hasSize(1);
        assertAllEvents(recording);
    }

    @Test
    void bindingThatDoesNotFitIsNamedWithItsLineAndTheOthersHold() throws IOException {
        Path bindings = folder.resolve("wrong.yaml");
        Files.writeString(bindings, """
                bindings:
                  - {class: thirdparty.Volume, method: copy, span: volume_copi}
                  - {class: thirdparty.Volume, method: block, tracepoint: volume_block}
                  - {class: thirdparty.Volume, method: fail, span: volume_failed}
                  - {class: thirdparty.Volume, method: fail, span: volume_failed, arguments: {code: 0}}
                """);
        Path recording = folder.resolve("wrong.jfr");
        ChildJvm.Result woven = withBindings(bindings, recording)
                .classPath(nameless)
                .with(MAIN)
                .run()
                .assertExit(6);
        String place = "ERROR " + bindings + ':';
        String method = ":5: error: thirdparty.Volume.";
        assertThat(woven.agentLines())
                .hasSize(4)
                .contains(
                        place + 2 + method + "copy: unknown span 'volume_copi': did you mean 'volume_copy'?",
                        place + 3 + method + "block: the class has several such methods: write one of"
                                + " block(long, int) or block(long)",
                        place + 4 + method + "fail: nothing binds argument 'code': the class has no parameter names;"
                                + " write arguments: {code: 0} for the first parameter");
        assertThat(Recordings.events(recording, name -> name.startsWith("bound.")))
                .hasSize(1);
    }

    @Test
    void brokenFilesAndJarsAreSaidAndTheApplicationGoesOn() throws IOException {
        Path bindings = folder.resolve("broken.yaml");
        Files.writeString(bindings, "bindings:\n  - class: a/b\n    method: m\n    tracepoint: t\n  - 7\n");
        Path noJar = Files.writeString(folder.resolve("no.jar"), "nonsense");
        ChildJvm.Result woven = ChildJvm.withAgent("bindings=" + bindings + ";events=" + noJar + File.pathSeparator
                        + folder + File.pathSeparator + folder.resolve("missing.jar"))
                .classPath(named)
                .with(MAIN)
                .run()
                .assertExit(6);
        assertThat(woven.out()).isEqualTo(plain.out());
        assertThat(woven.agentLines())
                .containsExactly(
                        "INFO Tracebridge " + System.getProperty("tracebridge.version") + " on Java "
                                + Runtime.version(),
                        "ERROR events=" + noJar + " is ignored: java.util.zip.ZipException: zip END header not found",
                        "ERROR events=" + folder + " is ignored: it is a folder, not a jar",
                        "ERROR events=" + folder.resolve("missing.jar") + " is ignored: there is no such file",
                        "ERROR bindings need tracebridge-annotations on the class path; add its jar to events=",
                        "ERROR " + bindings + ":2:12: error: 'a/b' is no class name; write the binary name:"
                                + " com.acme.Outer$Inner",
                        "ERROR " + bindings + ":5:5: error: '7' where a mapping belongs; write a mapping with class,"
                                + " method, tracepoint, span, arguments, result",
                        "ERROR bindings=" + bindings + " is ignored: 2 problems");
    }
}
