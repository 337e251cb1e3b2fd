package dev.tracebridge.processor;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.JavaType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which Java types can carry an argument: its own, and what the language widens to it. */
final class ArgumentTypes {

    private static final Map<JavaType, List<String>> ACCEPTED = new EnumMap<>(JavaType.class);

    static {
        ACCEPTED.put(JavaType.BOOLEAN, List.of("Z"));
        ACCEPTED.put(JavaType.BYTE, List.of("B"));
        ACCEPTED.put(JavaType.SHORT, List.of("S", "B"));
        ACCEPTED.put(JavaType.INT, List.of("I", "S", "C", "B"));
        ACCEPTED.put(JavaType.LONG, List.of("J", "I", "S", "C", "B"));
        ACCEPTED.put(JavaType.FLOAT, List.of("F", "J", "I", "S", "C", "B"));
        ACCEPTED.put(JavaType.DOUBLE, List.of("D", "F", "J", "I", "S", "C", "B"));
        ACCEPTED.put(JavaType.STRING, List.of("Ljava/lang/String;"));
    }

    private ArgumentTypes() {}

    /** Whether a value of the type is one of the argument's without loss. */
    static boolean accepts(Argument argument, String descriptor) {
        return ACCEPTED.get(argument.type().javaType()).contains(descriptor);
    }

    /** The type to write in Java. */
    static String name(Argument argument) {
        String name = argument.type().javaType().javaName();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
