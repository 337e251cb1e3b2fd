package dev.tracebridge.processor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Runs the compiler with the processor on a few sources in a directory. */
public final class Compilation {

    private final Path root;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final List<String> options =
            new ArrayList<>(List.of("-Xlint:all,-processing,-options", "-Werror", "-parameters"));
    private final List<Path> classPath = new ArrayList<>(List.of(annotations()));
    private boolean modular;

    private Compilation(Path root) {
        this.root = root;
    }

    /** A compilation whose sources and classes are below the directory. */
    public static Compilation in(Path root) {
        return new Compilation(root);
    }

    /** Adds a file to the source tree; Java sources are compiled. */
    public Compilation file(String path, String... lines) {
        String text = String.join("\n", lines) + "\n";
        try {
            Path file = root.resolve("src").resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (path.endsWith(".java")) {
            sources.put(path, text);
        }
        return this;
    }

    /** Adds options of the compiler. */
    public Compilation options(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Adds a directory or jar to the class path. */
    public Compilation classPath(Path entry) {
        classPath.add(entry);
        return this;
    }

    /** Puts the class path on the module path. */
    public Compilation modular() {
        modular = true;
        return this;
    }

    Path classes() {
        return root.resolve("classes");
    }

    /** Compiles the sources added so far. */
    public Result run() {
        return run(sources.keySet());
    }

    /** Compiles some of the sources added so far; the class output is on the class path, as in a partial build. */
    Result run(Iterable<String> paths) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<Path> files = new ArrayList<>();
        paths.forEach(path -> files.add(root.resolve("src").resolve(path)));
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            Files.createDirectories(classes());
            Files.createDirectories(root.resolve("generated"));
            List<String> all = new ArrayList<>(options);
            List<Path> path = new ArrayList<>(classPath);
            if (!modular) {
                path.add(classes());
            }
            all.addAll(List.of(
                    "-d", classes().toString(), "-s", root.resolve("generated").toString()));
            all.addAll(List.of("-sourcepath", root.resolve("src").toString()));
            all.addAll(List.of(modular ? "--module-path" : "-classpath", join(path)));
            JavaCompiler.CompilationTask task =
                    compiler.getTask(null, manager, diagnostics, all, null, manager.getJavaFileObjectsFromPaths(files));
            task.setProcessors(List.of(new TracebridgeProcessor()));
            boolean success = task.call();
            return new Result(root, classPath, success, List.copyOf(diagnostics.getDiagnostics()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String join(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /** Where the annotations module is. */
    public static Path annotations() {
        try {
            return Path.of(Class.forName("dev.tracebridge.runtime.SpanEvent")
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What came of it. */
    public record Result(
            Path root, List<Path> classPath, boolean success, List<Diagnostic<? extends JavaFileObject>> diagnostics) {

        /** The errors and warnings: {@code file:line: message}, without the directories. */
        public List<String> messages() {
            return diagnostics.stream().map(Result::text).toList();
        }

        private static String text(Diagnostic<? extends JavaFileObject> diagnostic) {
            String message = diagnostic.getMessage(Locale.ROOT);
            if (diagnostic.getSource() == null) {
                return message;
            }
            String path = diagnostic.getSource().getName();
            return path.substring(path.lastIndexOf('/') + 1) + ":" + diagnostic.getLineNumber() + ": " + message;
        }

        /** A file of the class output. */
        public String resource(String path) {
            try {
                return Files.readString(root.resolve("classes").resolve(path));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Whether the class output has the file. */
        public boolean hasResource(String path) {
            return Files.exists(root.resolve("classes").resolve(path));
        }

        /** The lines of the index below a class. */
        public List<String> indexed(String className) {
            List<String> lines = resource("META-INF/tracebridge/index").lines().toList();
            int from = lines.indexOf("class\t" + className);
            if (from < 0) {
                return List.of();
            }
            return lines.subList(from + 1, lines.size()).stream()
                    .takeWhile(line -> line.startsWith("method\t"))
                    .toList();
        }

        /** The names of the generated sources. */
        public List<String> generated() {
            try (Stream<Path> files = Files.walk(root.resolve("generated"))) {
                return files.filter(Files::isRegularFile)
                        .map(file -> root.resolve("generated").relativize(file).toString())
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Loads the compiled classes beside the test's own. */
        public URLClassLoader load() {
            try {
                URL[] urls = {root.resolve("classes").toUri().toURL()};
                return new URLClassLoader(urls, Compilation.class.getClassLoader());
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String toString() {
            return (success ? "compiled " : "not compiled ")
                    + Arrays.toString(messages().toArray());
        }
    }
}
