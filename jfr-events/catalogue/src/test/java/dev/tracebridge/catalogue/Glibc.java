package dev.tracebridge.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** This machine's own printf, reached through its C compiler. */
final class Glibc {

    private static final String BETWEEN = "\u001e";

    private Glibc() {}

    /** Whether there is a C compiler, and the C library is glibc on 64 bits. */
    static boolean available() {
        try {
            Path folder = Files.createTempDirectory("tracebridge-glibc");
            String source = "#include <stdio.h>\nint main(void) { printf(\"%s %zu\",\n"
                    + "#ifdef __GLIBC__\n\"glibc\"\n#else\n\"other\"\n#endif\n, sizeof(void *)); return 0; }\n";
            return run(folder, source).equals("glibc 8");
        } catch (IOException e) {
            return false;
        }
    }

    /** What printf makes of each case. */
    static List<String> print(List<PrintfCase> cases) throws IOException {
        StringBuilder source = new StringBuilder("#include <inttypes.h>\n#include <math.h>\n#include <stdbool.h>\n");
        source.append("#include <stdio.h>\n#include <sys/types.h>\nint main(void) {\n");
        for (PrintfCase each : cases) {
            source.append(each.statement()).append(" putchar(0x1e);\n");
        }
        source.append("return 0; }\n");
        String output = run(Files.createTempDirectory("tracebridge-glibc"), source.toString());
        return Arrays.asList(output.split(BETWEEN, -1)).subList(0, cases.size());
    }

    private static String run(Path folder, String source) throws IOException {
        Path program = folder.resolve("cases");
        Files.writeString(folder.resolve("cases.c"), source);
        start(folder, "cc", "-w", "-O0", "-o", program.toString(), "cases.c");
        String output = start(folder, program.toString());
        for (String file : new String[] {"cases", "cases.c", "output"}) {
            Files.deleteIfExists(folder.resolve(file));
        }
        Files.delete(folder);
        return output;
    }

    private static String start(Path folder, String... command) throws IOException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command[0] + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException(command[0] + ": " + text);
        }
        return text;
    }
}
