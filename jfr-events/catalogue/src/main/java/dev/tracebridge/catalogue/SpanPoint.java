package dev.tracebridge.catalogue;

import java.util.List;
import java.util.Map;

/**
 * A tracepoint that starts or ends a span.
 *
 * @param tracepoint the tracepoint
 * @param when what arguments must be for the tracepoint to count, by argument name; values as printed in decimal
 * @param key which arguments join the ends; empty where nothing but the thread does
 * @param position where the sidecar says so
 */
public record SpanPoint(Tracepoint tracepoint, Map<String, String> when, List<KeyPart> key, SourcePosition position) {

    public SpanPoint {
        when = Copies.of(when);
        key = List.copyOf(key);
    }

    /**
     * Whether a record of the tracepoint counts.
     *
     * @param values one for each argument, in the arguments' Java types
     */
    public boolean accepts(List<?> values) {
        for (Map.Entry<String, String> condition : when.entrySet()) {
            int index = tracepoint.indexOf(condition.getKey());
            if (!condition
                    .getValue()
                    .equals(text(
                            values.get(index), tracepoint.arguments().get(index).type()))) {
                return false;
            }
        }
        return true;
    }

    private static String text(Object value, CType type) {
        if (value == null || type.javaType() == JavaType.STRING) {
            return String.valueOf(value);
        }
        if (type.javaType() == JavaType.BOOLEAN) {
            return PrintfConversion.raw(value, type) == 0 ? "false" : "true";
        }
        long number = PrintfConversion.raw(value, type);
        return type.unsigned() ? Long.toUnsignedString(number) : Long.toString(number);
    }
}
