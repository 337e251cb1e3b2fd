package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.KeyPart;
import dev.tracebridge.catalogue.SpanPoint;
import java.util.ArrayList;
import java.util.List;

/** Takes the keys of spans out of the arguments of a tracepoint; both ends of a span give equal ones. */
final class SpanKeys {

    /** The key of spans that have none. */
    private static final Object NONE = new Object();

    private final KeyPart[] parts;
    private final int[] arguments;

    SpanKeys(SpanPoint point) {
        parts = point.key().toArray(KeyPart[]::new);
        arguments = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            arguments[i] = point.tracepoint().indexOf(parts[i].argument().name());
        }
    }

    Object key(ArgumentValues values) {
        if (parts.length == 0) {
            return NONE;
        }
        if (parts.length == 1) {
            return part(0, values);
        }
        List<Object> key = new ArrayList<>(parts.length);
        for (int i = 0; i < parts.length; i++) {
            key.add(part(i, values));
        }
        return key;
    }

    private Object part(int i, ArgumentValues values) {
        CType type = parts[i].argument().type();
        return parts[i].apply(values.value(arguments[i], type));
    }
}
