package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.Crowded;
import dev.tracebridge.bench.traced.ManyWoven;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipOutputStream;

/** A jar of many classes: copies of one, in which its name was replaced by others of the same length. */
final class Crowd {

    private static final String INDEX = "META-INF/tracebridge/index";

    private final Class<?> model;
    private final IntFunction<String> names;
    private final int copies;

    private Crowd(Class<?> model, IntFunction<String> names, int copies) {
        this.model = model;
        this.names = names;
        this.copies = copies;
    }

    /** The jar of classes without tracepoints, made at the first call. */
    static Path jar(Path folder) throws IOException {
        return made(folder.resolve("crowd.jar"), new Crowd(model("Crowd0000"), Crowded::name, Crowded.CLASSES));
    }

    /** The jar of so many classes with a tracepoint each, and their index, made at the first call. */
    static Path wovenJar(Path folder, int copies) throws IOException {
        return made(
                folder.resolve("woven-" + copies + ".jar"), new Crowd(model("Woven00000"), ManyWoven::name, copies));
    }

    private static Class<?> model(String name) throws IOException {
        try {
            return Class.forName(ManyWoven.class.getPackageName() + '.' + name);
        } catch (ClassNotFoundException incomplete) {
            throw new IOException(incomplete);
        }
    }

    private static Path made(Path jar, Crowd crowd) throws IOException {
        if (!Files.exists(jar)) {
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream out = new JarOutputStream(file)) {
                crowd.write(out);
            }
        }
        return jar;
    }

    private void write(ZipOutputStream out) throws IOException {
        String path = model.getName().replace('.', '/');
        String simple = model.getSimpleName();
        String file = resource(path + ".class");
        String indexed = indexOf(model.getName());
        StringBuilder index = new StringBuilder("tracebridge-index\t1\n");
        for (int i = 1; i <= copies; i++) {
            String name = names.apply(i);
            String copy = name.replace('.', '/');
            out.putNextEntry(new JarEntry(copy + ".class"));
            out.write(file.replace(path, copy)
                    .replace(simple + ".java", copy.substring(copy.lastIndexOf('/') + 1) + ".java")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.closeEntry();
            index.append(indexed.replace(model.getName(), name));
        }
        if (!indexed.isEmpty()) {
            out.putNextEntry(new JarEntry(INDEX));
            out.write(index.toString().getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
    }

    /** The lines of a class in the index of this jar, none if it has no tracepoint. */
    private static String indexOf(String className) throws IOException {
        StringBuilder lines = new StringBuilder();
        boolean inside = false;
        for (String line : resource(INDEX).lines().toList()) {
            if (line.startsWith("class\t")) {
                inside = line.equals("class\t" + className);
            }
            if (inside) {
                lines.append(line).append('\n');
            }
        }
        return lines.toString();
    }

    private static String resource(String path) throws IOException {
        try (InputStream in = Crowd.class.getResourceAsStream('/' + path)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
