package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one record, not yet objects. Used again for the next one. */
final class ArgumentValues {

    /** Tracetool allows ten, and one is implicit. */
    private static final int MAX = 64;

    private static final int NULL = -1;

    /** Whole numbers as C passes them, extended to 64 bits; floating-point numbers as the bits of a double. */
    final long[] numbers = new long[MAX];

    private final int[] starts = new int[MAX];
    private final int[] ends = new int[MAX];
    private byte[] bytes;

    void reset(byte[] text, int count) {
        bytes = text;
        for (int i = 0; i < count; i++) {
            numbers[i] = 0;
            starts[i] = NULL;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    void text(int argument, int start, int end) {
        starts[argument] = start;
        ends[argument] = end;
    }

    void nullText(int argument) {
        starts[argument] = NULL;
    }

    boolean isNull(int argument) {
        return starts[argument] == NULL;
    }

    int start(int argument) {
        return starts[argument];
    }

    int length(int argument) {
        return ends[argument] - starts[argument];
    }

    /** The values as {@link Boolean}, {@link Long}, {@link Double} and {@link String}, one for each argument. */
    List<Object> toList(Tracepoint tracepoint) {
        List<Object> values = new ArrayList<>(tracepoint.arguments().size());
        for (int i = 0; i < tracepoint.arguments().size(); i++) {
            values.add(value(i, tracepoint.arguments().get(i).type()));
        }
        return values;
    }

    private Object value(int argument, CType type) {
        if (type.javaType() == JavaType.STRING) {
            return isNull(argument)
                    ? null
                    : new String(bytes, start(argument), length(argument), StandardCharsets.UTF_8);
        }
        if (type.javaType() == JavaType.BOOLEAN) {
            return numbers[argument] != 0;
        }
        return type.javaType().floating() ? (Object) Double.longBitsToDouble(numbers[argument]) : numbers[argument];
    }
}
