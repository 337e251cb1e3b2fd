package dev.tracebridge.bench;

import dev.tracebridge.bench.traced.Crowded;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A jar of many classes: copies of one, in which its name was replaced by others of the same length. */
final class Crowd {

    private static final String MODEL = "dev/tracebridge/bench/traced/Crowd0000";

    private Crowd() {}

    /** The jar, made at the first call. */
    static Path jar(Path folder) throws IOException {
        Path jar = folder.resolve("crowd.jar");
        if (!Files.exists(jar)) {
            write(jar);
        }
        return jar;
    }

    private static void write(Path jar) throws IOException {
        String model;
        try (InputStream in = Crowd.class.getResourceAsStream('/' + MODEL + ".class")) {
            model = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (int i = 1; i <= Crowded.CLASSES; i++) {
                String name = Crowded.name(i).replace('.', '/');
                out.putNextEntry(new JarEntry(name + ".class"));
                out.write(model.replace(MODEL, name)
                        .replace("Crowd0000.java", name.substring(name.lastIndexOf('/') + 1) + ".java")
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.closeEntry();
            }
        }
    }
}
