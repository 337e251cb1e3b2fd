package dev.tracebridge.exporter;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.LongConsumer;
import jdk.jfr.consumer.RecordingStream;

/**
 * Keeps the strings of a stream's chunk when Flight Recorder forgets them.
 *
 * <p>An event refers to a string that it shares with others by a number, and the chunk tells the string once. When the chunk tells of new event types,
 * which happens whenever an event class is loaded, the parser ({@code jdk.jfr.internal.consumer.ParserFactory}; seen on 17.0.15 and 25.0.3) begins with an empty
 * table of strings, so that events until the end of the chunk which refer to an earlier one come with null in its place. Files are not concerned, since
 * their types are read first. Here what the parser knew is added to the new table before it parses on. Numbers are never used twice in a JVM, so what
 * is added can hide nothing.
 *
 * <p>The tables are internal to the module {@code jdk.jfr}: whoever runs this opens {@link #PACKAGES} to it, as the agent does. For the stream's own
 * thread.
 */
final class StreamStrings {

    /** The packages of {@code jdk.jfr} that have to be open. */
    static final Set<String> PACKAGES = Set.of("jdk.jfr.consumer", "jdk.jfr.internal", "jdk.jfr.internal.consumer");

    private final RecordingStream stream;
    private Object known;

    StreamStrings(RecordingStream stream) {
        this.stream = stream;
    }

    /**
     * Brings the strings over if there is a new table. To be called whenever the stream tells of types, before it goes on.
     *
     * @throws ReflectiveOperationException if this JDK has other tables
     * @throws RuntimeException if a package is not open
     */
    void keep() throws ReflectiveOperationException {
        Object parser = value(value(stream, "directoryStream"), "currentParser");
        if (parser == null) {
            return;
        }
        Object table = table(parser);
        if (table != null && known != null && table != known) {
            copy(call(known, "getLatestPool"), call(table, "getLatestPool"));
        }
        known = table;
    }

    /** The table of strings: that of the pool whose type says so. */
    private static Object table(Object parser) throws ReflectiveOperationException {
        Object[] found = new Object[1];
        for (Object type : (Iterable<?>) call(parser, "getTypes")) {
            if (call(type, "getName").equals("java.lang.String")) {
                found[0] = call(value(parser, "constantLookups"), "get", (long) call(type, "getId"));
            }
        }
        return found[0];
    }

    private static void copy(Object from, Object to) throws ReflectiveOperationException {
        Object strings = value(from, "objects");
        Object present = value(to, "objects");
        Method put = method(to, "putResolved", long.class, Object.class);
        ReflectiveOperationException[] failure = new ReflectiveOperationException[1];
        LongConsumer each = key -> {
            try {
                if (call(present, "get", key) == null) {
                    put.invoke(to, key, call(strings, "get", key));
                }
            } catch (ReflectiveOperationException e) {
                failure[0] = e;
            }
        };
        method(strings, "forEachKey", LongConsumer.class).invoke(strings, each);
        if (failure[0] != null) {
            throw failure[0];
        }
    }

    private static Object value(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field.get(object);
                }
            }
        }
        throw new NoSuchFieldException(object.getClass().getName() + '.' + name);
    }

    private static Object call(Object object, String name) throws ReflectiveOperationException {
        return method(object, name).invoke(object);
    }

    private static Object call(Object object, String name, long argument) throws ReflectiveOperationException {
        return method(object, name, long.class).invoke(object, argument);
    }

    private static Method method(Object object, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters)) {
                    method.setAccessible(true);
                    return method;
                }
            }
        }
        throw new NoSuchMethodException(object.getClass().getName() + '.' + name);
    }
}
