package dev.tracebridge.agent.cli.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles generated sources with this JDK's compiler. */
final class Compilation {

    private Compilation() {}

    /** Compiles all Java sources of a folder for Java 17; answers the errors and warnings. */
    static List<String> of(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        Files.createDirectories(classes);
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(diagnostics, null, StandardCharsets.US_ASCII);
                Stream<Path> found = Files.walk(sources)) {
            List<Path> java = found.filter(f -> f.toString().endsWith(".java")).toList();
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-Xlint:all,-options",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-classpath",
                    System.getProperty("java.class.path"));
            boolean done = compiler.getTask(
                            null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(java))
                    .call();
            List<String> messages = diagnostics.getDiagnostics().stream()
                    .filter(d -> !done || d.getKind() != Diagnostic.Kind.NOTE)
                    .map(Compilation::text)
                    .toList();
            if (!done && messages.isEmpty()) {
                throw new AssertionError("the compiler failed without a word");
            }
            return messages;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
        JavaFileObject source = diagnostic.getSource();
        return (source == null ? "" : source.getName() + ":" + diagnostic.getLineNumber() + ": ")
                + diagnostic.getMessage(null);
    }
}
