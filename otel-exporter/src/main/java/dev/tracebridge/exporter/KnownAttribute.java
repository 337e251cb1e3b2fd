package dev.tracebridge.exporter;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Set;

/** An attribute that is no argument of a tracepoint. It may be on many spans, so what OTLP makes of it is found out once. Immutable. */
final class KnownAttribute {

    static final String TRACEPOINT = "tracebridge.tracepoint";
    static final String UNFINISHED = "tracebridge.unfinished";
    static final String ENDED_BY = "tracebridge.ended_by";
    static final String NEXT = "tracebridge.next";
    static final String ERROR_TYPE = "error.type";
    static final String EXCEPTION_TYPE = "exception.type";
    static final String EXCEPTION_MESSAGE = "exception.message";
    static final String FUNCTION = "code.function.name";
    static final String THREAD_ID = "thread.id";
    static final String THREAD_NAME = "thread.name";

    /** No argument may be called so: the names of attributes are unique. */
    private static final Set<String> RESERVED = Set.of(
            TRACEPOINT,
            UNFINISHED,
            ENDED_BY,
            NEXT,
            ERROR_TYPE,
            EXCEPTION_TYPE,
            EXCEPTION_MESSAGE,
            FUNCTION,
            THREAD_ID,
            THREAD_NAME);

    private static final KnownAttribute IS_UNFINISHED = of(AttributeKey.booleanKey(UNFINISHED), true);

    private final AttributeKey<?> key;
    private final Object value;
    private final byte[] encoded;

    private KnownAttribute(AttributeKey<?> key, Object value) {
        this.key = key;
        this.value = value;
        this.encoded = encode(key.getKey(), value);
    }

    static <T> KnownAttribute of(AttributeKey<T> key, T value) {
        return new KnownAttribute(key, value);
    }

    static KnownAttribute text(String name, String value) {
        return of(AttributeKey.stringKey(name), value);
    }

    static KnownAttribute number(String name, long value) {
        return of(AttributeKey.longKey(name), value);
    }

    static KnownAttribute unfinished() {
        return IS_UNFINISHED;
    }

    static boolean isReserved(String name) {
        return RESERVED.contains(name);
    }

    @SuppressWarnings("unchecked")
    void addTo(AttributesBuilder attributes) {
        attributes.put((AttributeKey<Object>) key, value);
    }

    private static byte[] encode(String name, Object value) {
        ProtoBuffer buffer = new ProtoBuffer();
        if (value instanceof String text) {
            buffer.text(ArgumentAttribute.TEXT_VALUE, text);
        } else if (value instanceof Boolean truth) {
            buffer.varint(ArgumentAttribute.TRUTH_VALUE, truth ? 1 : 0);
        } else if (value instanceof Double fraction) {
            buffer.fixed64(ArgumentAttribute.FRACTION_VALUE, Double.doubleToRawLongBits(fraction));
        } else {
            buffer.varint(ArgumentAttribute.NUMBER_VALUE, (Long) value);
        }
        buffer.message(ArgumentAttribute.VALUE, 0);
        buffer.text(ArgumentAttribute.KEY, name);
        return buffer.toBytes();
    }

    /** The attribute as OTLP's {@code KeyValue}. Not to be changed. */
    byte[] encoded() {
        return encoded;
    }
}
