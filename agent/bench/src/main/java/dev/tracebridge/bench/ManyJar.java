package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.ManyTracepoints;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** A program with a catalogue of many tracepoints, compiled as a user's is. */
final class ManyJar {

    private static final String PACKAGE = "dev.tracebridge.bench.many";
    private static final int HIT = 10;
    // A method takes 64 KB of byte code at most.
    private static final int PER_METHOD = 500;
    private static final List<String> ARGUMENTS =
            List.of("", "\"pc.ram\", i, ~i", "i, 4096L, 1", "\"ram\", i", "\"ram\", i, 0");
    private static final List<String> NAMES = List.of("plain_", "page_", "size_", "begin_", "end_");

    private ManyJar() {}

    /**
     * Compiles the program at the first call.
     *
     * @return a folder of classes
     * @throws IOException where it does not compile
     */
    static Path classes(Path work, int tracepoints) throws IOException {
        Path classes = work.resolve("many-" + tracepoints);
        if (!Files.exists(classes)) {
            Path root = work.resolve("many-" + tracepoints + "-sources");
            Path sources = Files.createDirectories(root.resolve(PACKAGE.replace('.', '/')));
            Files.writeString(sources.resolve("trace-events"), CatalogueLoad.text(tracepoints));
            Files.writeString(
                    sources.resolve("package-info.java"),
                    "@dev.tracebridge.annotations.TraceCatalogue(\"trace-events\")\npackage " + PACKAGE + ";\n");
            Files.writeString(sources.resolve("Hits.java"), hits(tracepoints));
            compile(root, sources, Files.createDirectories(work.resolve("many-compiled-" + tracepoints)), classes);
        }
        return classes;
    }

    /** What to ask the JVM for, so that the events that it emits can be counted. */
    static List<String> events(int tracepoints) {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < tracepoints; i++) {
            events.add(PACKAGE + '.' + NAMES.get(i % NAMES.size()) + i);
        }
        return events;
    }

    private static void compile(Path root, Path sources, Path output, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter problems = new StringWriter();
        String classPath = System.getProperty("java.class.path");
        List<String> options = List.of(
                "--release",
                "17",
                "-processorpath",
                classPath,
                "-processor",
                "dev.tracebridge.processor.TracebridgeProcessor",
                "-cp",
                classPath,
                "-sourcepath",
                root.toString(),
                "-d",
                output.toString());
        try (Stream<Path> files = Files.list(sources);
                var manager = compiler.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjectsFromPaths(
                    files.filter(file -> file.toString().endsWith(".java")).toList());
            boolean compiled = compiler.getTask(problems, manager, null, options, null, units)
                    .call();
            if (!compiled) {
                throw new IOException("a catalogue of many tracepoints does not compile:\n" + problems);
            }
        }
        Files.move(output, classes);
    }

    /** Hits ten tracepoints so many times, or all once if the number is 0. */
    private static String hits(int tracepoints) {
        StringBuilder text = new StringBuilder("package " + PACKAGE + ";\n\npublic final class "
                + ManyTracepoints.HITS.substring(PACKAGE.length() + 1)
                + " implements java.util.function.IntUnaryOperator {\n"
                + "    @Override public int applyAsInt(int times) {\n        if (times == 0) {\n");
        int methods = (tracepoints + PER_METHOD - 1) / PER_METHOD;
        for (int method = 0; method < methods; method++) {
            text.append("            all").append(method).append("(1);\n");
        }
        text.append("            return ").append(tracepoints).append(";\n        }\n");
        text.append("        for (int i = 0; i < times; i += ").append(HIT).append(") {\n");
        calls(text, 0, HIT);
        text.append("        }\n        return times;\n    }\n");
        for (int method = 0; method < methods; method++) {
            text.append("    private static void all").append(method).append("(int i) {\n");
            calls(text, method * PER_METHOD, Math.min(tracepoints, (method + 1) * PER_METHOD));
            text.append("    }\n");
        }
        return text.append("}\n").toString();
    }

    private static void calls(StringBuilder text, int from, int to) {
        for (int i = from; i < to; i++) {
            int shape = i % NAMES.size();
            text.append("            ManyTrace.")
                    .append(NAMES.get(shape))
                    .append(i)
                    .append('(')
                    .append(ARGUMENTS.get(shape))
                    .append(");\n");
        }
    }
}
