package dev.tracebridge.catalogue;

import java.util.Map;

/**
 * One argument of the key that joins the two ends of a span, and how its value is brought to the form the other end uses.
 *
 * @param argument the argument
 * @param align round down to a multiple of this; 1 for none
 * @param divide then divide by this; 1 for none
 * @param map then replace these values; empty for none
 */
public record KeyPart(Argument argument, long align, long divide, Map<String, String> map) {

    public KeyPart {
        map = Copies.of(map);
    }

    /** Whether the value is used as it is. */
    public boolean plain() {
        return align == 1 && divide == 1 && map.isEmpty();
    }

    /**
     * The key of a value: a {@link Long} for numbers (unsigned types extended with zeros), else a {@link String}; null stays null.
     *
     * @param value the value in the argument's Java type
     */
    public Object apply(Object value) {
        if (value == null) {
            return null;
        }
        Object key = argument.type().javaType() == JavaType.STRING ? value.toString() : number(value);
        return map.isEmpty() ? key : map.getOrDefault(text(key), text(key));
    }

    private Object number(Object value) {
        long number = PrintfConversion.raw(value, argument.type());
        boolean signed = !argument.type().unsigned() && !argument.type().pointer();
        if (align != 1) {
            number -= signed ? Math.floorMod(number, align) : Long.remainderUnsigned(number, align);
        }
        if (divide != 1) {
            number = signed ? Math.floorDiv(number, divide) : Long.divideUnsigned(number, divide);
        }
        return number;
    }

    private String text(Object key) {
        return key instanceof Long number && argument.type().unsigned()
                ? Long.toUnsignedString(number)
                : key.toString();
    }
}
