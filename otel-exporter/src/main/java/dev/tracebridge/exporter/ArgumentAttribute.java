package dev.tracebridge.exporter;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.ContentType;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.recording.EventTypeDescription;
import dev.tracebridge.recording.TracepointField;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributesBuilder;
import java.util.Optional;
import jdk.jfr.Unsigned;

/**
 * How a field of an event becomes an attribute: addresses and 64-bit numbers that are printed in base 16 become {@code 0x…} strings, other whole
 * numbers integers, and those above 2^63-1, which OpenTelemetry has no integers for, decimal strings. Immutable.
 */
final class ArgumentAttribute {

    // https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/opentelemetry/proto/common/v1/common.proto:
    // KeyValue and AnyValue.
    static final int KEY = 1 << 3 | ProtoBuffer.BYTES;
    static final int VALUE = 2 << 3 | ProtoBuffer.BYTES;
    static final int TEXT_VALUE = 1 << 3 | ProtoBuffer.BYTES;
    static final int TRUTH_VALUE = 2 << 3 | ProtoBuffer.VARINT;
    static final int NUMBER_VALUE = 3 << 3 | ProtoBuffer.VARINT;
    static final int FRACTION_VALUE = 4 << 3 | ProtoBuffer.FIXED64;

    private static final double TWO_TO_64 = 0x1p64;

    /** What a value is, and where it is kept. */
    private enum Kind {
        TEXT,
        TRUTH,
        FRACTION,
        SIGNED,
        UNSIGNED,
        HEXADECIMAL
    }

    private final String name;
    private final String field;
    private final Kind kind;
    private final boolean unsigned;
    private final AttributeKey<String> text;
    private final AttributeKey<Long> number;
    private final AttributeKey<Double> fraction;
    private final AttributeKey<Boolean> truth;
    private final byte[] key;
    /** Of the bits that a field without sign has. */
    private final long mask;

    private ArgumentAttribute(
            String namespace, String name, EventTypeDescription.Field field, Kind kind, boolean unsigned) {
        this.name = name;
        this.field = field.name();
        this.kind = kind;
        this.unsigned = unsigned;
        this.mask = unsigned ? mask(field.type()) : -1;
        String attribute = namespace + '.' + name;
        this.text = AttributeKey.stringKey(attribute);
        this.number = AttributeKey.longKey(attribute);
        this.fraction = AttributeKey.doubleKey(attribute);
        this.truth = AttributeKey.booleanKey(attribute);
        ProtoBuffer buffer = new ProtoBuffer();
        buffer.text(KEY, attribute);
        this.key = buffer.toBytes();
    }

    /**
     * Makes an attribute of an argument.
     *
     * @param descriptor its field
     * @return nothing where the field is of a type that no argument has
     */
    static Optional<ArgumentAttribute> of(
            String namespace, TracepointField field, EventTypeDescription.Field descriptor) {
        boolean unsigned = field.argument().type().unsigned();
        return of(namespace, field.name(), descriptor, unsigned, isHexadecimal(field));
    }

    private static long mask(String type) {
        return switch (type) {
            case "byte" -> 0xff;
            case "short" -> 0xffff;
            case "int" -> 0xffff_ffffL;
            default -> -1;
        };
    }

    /** For an event whose declaration cannot be read. */
    static Optional<ArgumentAttribute> of(String namespace, EventTypeDescription.Field field) {
        return of(namespace, field.name(), field, field.annotations().contains(Unsigned.class.getName()), false);
    }

    private static Optional<ArgumentAttribute> of(
            String namespace, String name, EventTypeDescription.Field field, boolean unsigned, boolean hexadecimal) {
        Kind whole = hexadecimal ? Kind.HEXADECIMAL : unsigned ? Kind.UNSIGNED : Kind.SIGNED;
        Kind kind = field.array()
                ? null
                : switch (field.type()) {
                    case "java.lang.String" -> Kind.TEXT;
                    case "boolean" -> Kind.TRUTH;
                    case "float", "double" -> Kind.FRACTION;
                    case "byte", "short", "int", "long", "char" -> whole;
                    default -> null;
                };
        return kind == null || KnownAttribute.isReserved(namespace + '.' + name)
                ? Optional.empty()
                : Optional.of(new ArgumentAttribute(namespace, name, field, kind, unsigned));
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

    /** The name of its field. */
    String field() {
        return field;
    }

    /** The argument, as the catalogue spells it. */
    String name() {
        return name;
    }

    /** Whether the value is read as a text; else it is read as a number. */
    boolean isText() {
        return kind == Kind.TEXT;
    }

    static String cut(String value, int limit) {
        return value == null || value.length() <= limit ? value : value.substring(0, limit);
    }

    /** The number of a field that was read with its sign. */
    long unsigned(long value) {
        return value & mask;
    }

    /** A number as it was read, for metrics. */
    double measure(long value) {
        if (kind == Kind.FRACTION) {
            return Double.longBitsToDouble(value);
        }
        return unsigned && value < 0 ? value + TWO_TO_64 : value;
    }

    void addText(AttributesBuilder attributes, String value) {
        attributes.put(text, value);
    }

    void addNumber(AttributesBuilder attributes, long value) {
        switch (kind) {
            case TRUTH -> attributes.put(truth, value != 0);
            case FRACTION -> attributes.put(fraction, Double.longBitsToDouble(value));
            case HEXADECIMAL -> attributes.put(text, "0x" + Long.toHexString(value));
            case UNSIGNED -> {
                if (value < 0) {
                    attributes.put(text, Long.toUnsignedString(value));
                } else {
                    attributes.put(number, value);
                }
            }
            case SIGNED -> attributes.put(number, value);
            case TEXT -> throw new IllegalStateException();
        }
    }

    void encodeText(ProtoBuffer out, String value) {
        int end = out.size();
        out.text(TEXT_VALUE, value);
        out.message(VALUE, end);
        out.raw(key);
    }

    void encodeNumber(ProtoBuffer out, long value) {
        int end = out.size();
        switch (kind) {
            case TRUTH -> out.varint(TRUTH_VALUE, value);
            case FRACTION -> out.fixed64(FRACTION_VALUE, value);
            case HEXADECIMAL -> out.hexadecimal(TEXT_VALUE, value);
            case UNSIGNED -> {
                if (value < 0) {
                    out.unsigned(TEXT_VALUE, value);
                } else {
                    out.varint(NUMBER_VALUE, value);
                }
            }
            case SIGNED -> out.varint(NUMBER_VALUE, value);
            case TEXT -> throw new IllegalStateException();
        }
        out.message(VALUE, end);
        out.raw(key);
    }
}
