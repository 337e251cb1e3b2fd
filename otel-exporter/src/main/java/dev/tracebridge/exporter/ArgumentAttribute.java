package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.ContentType;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.recording.TracepointField;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import jdk.jfr.Unsigned;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;

/**
 * How a field of an event becomes an attribute: addresses and 64-bit numbers that are printed in base 16 become {@code 0x…} strings, other whole
 * numbers integers, and those above 2^63-1, which OpenTelemetry has no integers for, decimal strings.
 */
final class ArgumentAttribute {

    private final String field;
    private final boolean unsigned;
    private final boolean hexadecimal;
    private final AttributeKey<String> text;
    private final AttributeKey<Long> number;
    private final AttributeKey<Double> fraction;
    private final AttributeKey<Boolean> truth;

    private ArgumentAttribute(String field, String attribute, boolean unsigned, boolean hexadecimal) {
        this.field = field;
        this.unsigned = unsigned;
        this.hexadecimal = hexadecimal;
        this.text = AttributeKey.stringKey(attribute);
        this.number = AttributeKey.longKey(attribute);
        this.fraction = AttributeKey.doubleKey(attribute);
        this.truth = AttributeKey.booleanKey(attribute);
    }

    static ArgumentAttribute of(String namespace, TracepointField field) {
        return new ArgumentAttribute(
                field.fieldName(),
                namespace + '.' + field.name(),
                field.argument().type().unsigned(),
                isHexadecimal(field));
    }

    /** For an event whose declaration cannot be read. */
    static ArgumentAttribute of(String namespace, ValueDescriptor field) {
        return new ArgumentAttribute(
                field.getName(), namespace + '.' + field.getName(), field.getAnnotation(Unsigned.class) != null, false);
    }

    private static boolean isHexadecimal(TracepointField field) {
        Argument argument = field.argument();
        CType type = argument.type();
        if (type.javaType() != JavaType.LONG) {
            return false;
        }
        int index = field.tracepoint().arguments().indexOf(argument);
        return type.pointer()
                || field.content() == ContentType.MEMORY_ADDRESS
                || field.content() == ContentType.HEX
                || field.tracepoint().format().conversions().stream()
                        .anyMatch(c -> c.argument() == index && (c.hexadecimal() || c.type() == 'p'));
    }

    void addTo(AttributesBuilder attributes, RecordedEvent event, int textLimit) {
        Object value = event.getValue(field);
        if (value instanceof String string) {
            attributes.put(text, string.length() > textLimit ? string.substring(0, textLimit) : string);
        } else if (value instanceof Boolean bool) {
            attributes.put(truth, bool);
        } else if (value instanceof Double || value instanceof Float) {
            attributes.put(fraction, ((Number) value).doubleValue());
        } else if (value instanceof Number whole) {
            addTo(attributes, whole);
        } else if (value instanceof Character character) {
            attributes.put(number, (long) character);
        }
    }

    private void addTo(AttributesBuilder attributes, Number value) {
        long signed = value.longValue();
        if (hexadecimal) {
            attributes.put(text, "0x" + Long.toHexString(signed));
        } else if (!unsigned) {
            attributes.put(number, signed);
        } else if (value instanceof Byte small) {
            attributes.put(number, (long) Byte.toUnsignedInt(small));
        } else if (value instanceof Short small) {
            attributes.put(number, (long) Short.toUnsignedInt(small));
        } else if (value instanceof Integer small) {
            attributes.put(number, Integer.toUnsignedLong(small));
        } else if (signed >= 0) {
            attributes.put(number, signed);
        } else {
            attributes.put(text, Long.toUnsignedString(signed));
        }
    }
}
