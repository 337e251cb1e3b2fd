package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import dev.tracebridge.recording.chunk.RecordingWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The arguments of one record, not yet objects. Used again for the next one. */
final class ArgumentValues {

    /** No record's: one argument, which is zero or null. */
    static final ArgumentValues NONE = new ArgumentValues(1);

    private static final ArgumentValues NO_ARGUMENTS = new ArgumentValues(0);

    /** Tracetool allows ten, and one is implicit. */
    private static final int MAX = 64;

    private static final int NULL = -1;

    /** Whole numbers as C passes them, extended to 64 bits; floating-point numbers as the bits of a double. */
    final long[] numbers;

    private final int[] starts;
    private final int[] ends;
    private int count;
    private boolean anyText;
    private byte[] bytes = {};

    /** For arguments of any record. */
    ArgumentValues() {
        this(MAX);
    }

    private ArgumentValues(int size) {
        numbers = new long[size];
        starts = new int[size];
        ends = new int[size];
        count = size;
        Arrays.fill(starts, NULL);
    }

    void reset(byte[] text, int arguments) {
        bytes = text;
        count = arguments;
        anyText = false;
        for (int i = 0; i < arguments; i++) {
            numbers[i] = 0;
            starts[i] = NULL;
        }
    }

    /** The same arguments, to be kept while other records are read. */
    ArgumentValues copy() {
        if (count == 0) {
            return NO_ARGUMENTS;
        }
        ArgumentValues copy = new ArgumentValues(count);
        System.arraycopy(numbers, 0, copy.numbers, 0, count);
        if (anyText) {
            copy.copyTexts(this);
        }
        return copy;
    }

    private void copyTexts(ArgumentValues from) {
        int size = 0;
        for (int i = 0; i < count; i++) {
            size += from.isNull(i) ? 0 : from.length(i);
        }
        bytes = new byte[size];
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (!from.isNull(i)) {
                int length = from.length(i);
                System.arraycopy(from.bytes, from.starts[i], bytes, at, length);
                text(i, at, at + length);
                at += length;
            }
        }
    }

    void text(int argument, int start, int end) {
        anyText = true;
        starts[argument] = start;
        ends[argument] = end;
    }

    void nullText(int argument) {
        starts[argument] = NULL;
    }

    private boolean isNull(int argument) {
        return starts[argument] == NULL;
    }

    private int length(int argument) {
        return ends[argument] - starts[argument];
    }

    /** Writes an argument as a field of that type. */
    void write(RecordingWriter out, JavaType type, int argument) {
        switch (type) {
            case BOOLEAN -> out.flag(numbers[argument] != 0);
            case BYTE -> out.byteNumber(numbers[argument]);
            case SHORT -> out.shortNumber(numbers[argument]);
            case INT -> out.intNumber(numbers[argument]);
            case LONG -> out.longNumber(numbers[argument]);
            case FLOAT -> out.floatNumber((float) Double.longBitsToDouble(numbers[argument]));
            case DOUBLE -> out.doubleNumber(Double.longBitsToDouble(numbers[argument]));
            case STRING -> {
                if (isNull(argument)) {
                    out.text((String) null);
                } else {
                    out.text(bytes, starts[argument], length(argument));
                }
            }
        }
    }

    /** The values as {@link Boolean}, {@link Long}, {@link Double} and {@link String}, one for each argument. */
    List<Object> toList(Tracepoint tracepoint) {
        List<Object> values = new ArrayList<>(tracepoint.arguments().size());
        for (int i = 0; i < tracepoint.arguments().size(); i++) {
            values.add(value(i, tracepoint.arguments().get(i).type()));
        }
        return values;
    }

    /** An argument as text; a null pointer is {@code (null)}, as printf has it. */
    String text(Tracepoint tracepoint, String argument) {
        int index = tracepoint.indexOf(argument);
        Object value = value(index, tracepoint.arguments().get(index).type());
        return value == null ? "(null)" : value.toString();
    }

    /** One value as {@link #toList} has it. */
    Object value(int argument, CType type) {
        if (type.javaType() == JavaType.STRING) {
            return isNull(argument)
                    ? null
                    : new String(bytes, starts[argument], length(argument), StandardCharsets.UTF_8);
        }
        if (type.javaType() == JavaType.BOOLEAN) {
            return numbers[argument] != 0;
        }
        return type.javaType().floating() ? (Object) Double.longBitsToDouble(numbers[argument]) : numbers[argument];
    }

    /** Whether the argument is that text; a null pointer is none. */
    boolean isText(int argument, byte[] text) {
        return !isNull(argument) && Arrays.equals(bytes, starts[argument], ends[argument], text, 0, text.length);
    }
}
