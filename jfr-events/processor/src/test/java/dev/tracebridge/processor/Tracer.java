package dev.tracebridge.processor;

import dev.tracebridge.processor.generate.TracepointIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Does what woven code does, by what the index says, and records it. */
final class Tracer {

    /** What a test emits. */
    interface Scenario {
        void run() throws Exception;
    }

    private final ClassLoader loader;
    private final String namespace;
    private final Map<String, String> eventClasses = new HashMap<>();
    private final Map<String, String> facade = new HashMap<>();

    Tracer(ClassLoader loader, String namespace) {
        this.loader = loader;
        this.namespace = namespace;
        for (String line : index(loader)) {
            String[] fields = line.split("\t", -1);
            if (fields[0].equals("event")) {
                eventClasses.put(fields[1].substring(namespace.length() + 1), fields[2]);
            } else if (fields[0].equals("method")) {
                facade.put(fields[2], fields[4]);
            }
        }
    }

    private static List<String> index(ClassLoader loader) {
        try (var in = loader.getResourceAsStream(TracepointIndex.PATH)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Hits a tracepoint of the facade; arguments are given in their Java types. */
    void emit(String tracepoint, Object... arguments) {
        Class<?> event = type(facade.get(tracepoint));
        if ((Boolean) call(event, "enabled")) {
            call(event, "emit", arguments);
        }
    }

    /** Enters a method that is a span; null if nobody records it. */
    Object start(String span, Object... arguments) {
        Class<?> event = type(eventClasses.get(span));
        return (Boolean) call(event, "enabled") ? call(event, "start", arguments) : null;
    }

    /** Leaves it. */
    void end(Object event, Object... arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = event;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        call(event.getClass(), "end", all);
    }

    /** Leaves it with an exception. */
    void fail(Object event, Throwable thrown) {
        call(event.getClass(), "fail", event, thrown);
    }

    private Class<?> type(String name) {
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Object call(Class<?> event, String name, Object... arguments) {
        Method method = Arrays.stream(event.getMethods())
                .filter(m -> m.getName().equals(name)
                        && m.getDeclaringClass() == event
                        && m.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow(() -> new AssertionError(event + " has no " + name + Arrays.toString(arguments)));
        try {
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /** The events of the namespace that the scenario commits with all of them enabled as they are by default. */
    List<RecordedEvent> record(Scenario scenario) throws Exception {
        return record(Map.of(), scenario);
    }

    /** The same with settings, such as {@code disk_read#enabled}. */
    List<RecordedEvent> record(Map<String, String> settings, Scenario scenario) throws Exception {
        Path file = Files.createTempFile("tracer", ".jfr");
        try (Recording recording = new Recording()) {
            Map<String, String> all = new HashMap<>();
            settings.forEach((name, value) -> all.put(namespace + "." + name, value));
            recording.setSettings(all);
            recording.start();
            scenario.run();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(e -> e.getEventType().getName().startsWith(namespace + "."))
                    .sorted(Comparator.comparing(RecordedEvent::getEndTime))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }
}
