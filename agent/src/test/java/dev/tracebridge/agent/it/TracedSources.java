package dev.tracebridge.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebridge.annotations.TraceContext;
import dev.tracebridge.processor.TracebridgeProcessor;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Sources of the test resources, compiled with the processor as a user's are.
 *
 * @param classes the class output, resources included
 */
record TracedSources(Path classes) {

    /** Compiles the package of the name, which lies beside this class, against the annotations and further class path elements. */
    static TracedSources ofResources(String name, Path folder, Path... classPath) throws IOException {
        Path sources = folder.resolve("src");
        Path copied = Files.createDirectories(sources.resolve(name));
        for (Path file : files(name)) {
            Files.copy(file, copied.resolve(file.getFileName().toString()));
        }
        return compile(sources, Files.createDirectories(folder.resolve("classes")), classPath);
    }

    /** The class files' names that a package's sources will have. */
    static List<String> names(String name) throws IOException {
        return files(name).stream()
                .map(file -> file.getFileName().toString())
                .filter(file -> file.endsWith(".java"))
                .map(file -> file.substring(0, file.length() - ".java".length()))
                .toList();
    }

    private static List<Path> files(String name) throws IOException {
        try (Stream<Path> found =
                Files.list(Path.of(TracedSources.class.getResource(name).toURI()))) {
            return found.sorted().toList();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static TracedSources compile(Path sources, Path classes, Path... classPath) throws IOException {
        List<String> elements = new ArrayList<>();
        elements.add(ChildJvm.classPathOf(TraceContext.class).toString());
        Stream.of(classPath).map(Path::toString).forEach(elements::add);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(diagnostics, null, null);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> files =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-Xlint:all,-processing,-options",
                    "-d",
                    classes.toString(),
                    "-sourcepath",
                    sources.toString(),
                    "-classpath",
                    String.join(File.pathSeparator, elements));
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null, manager, diagnostics, options, null, manager.getJavaFileObjectsFromPaths(files));
            task.setProcessors(List.of(new TracebridgeProcessor()));
            assertThat(task.call()).as("%s", diagnostics.getDiagnostics()).isTrue();
        }
        return new TracedSources(classes);
    }
}
