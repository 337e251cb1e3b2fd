package dev.tracebridge.agent.session;

import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.jar.JarFile;

/** The jars of {@code events=}: event classes for code that is bound by a file, appended to the system class path. */
final class EventJars {

    private static final String RUNTIME = "dev/tracebridge/runtime/SpanEvent.class";

    private EventJars() {}

    static void append(Options options, Instrumentation instrumentation, Consumer<String> problems) {
        Optional<String> jars = options.value(OptionKey.EVENTS);
        if (jars.isEmpty()) {
            return;
        }
        for (String name : jars.get().split(File.pathSeparator)) {
            File file = new File(name);
            if (!file.isFile()) {
                problems.accept("events=" + name + " is ignored: "
                        + (file.isDirectory() ? "it is a folder, not a jar" : "there is no such file"));
                continue;
            }
            // The JVM opens the file again by its name, and says nothing if it is no jar.
            try (JarFile jar = new JarFile(file, false)) {
                instrumentation.appendToSystemClassLoaderSearch(jar);
            } catch (IOException | RuntimeException refused) {
                problems.accept("events=" + name + " is ignored: " + refused);
            }
        }
    }

    /** Without the runtime the events could not be loaded, which woven code is silent about. */
    static void checkRuntime(Consumer<String> problems) {
        if (ClassLoader.getSystemClassLoader().getResource(RUNTIME) == null) {
            problems.accept("bindings need tracebridge-annotations on the class path; add its jar to events=");
        }
    }
}
