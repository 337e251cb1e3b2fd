package dev.tracebridge.catalogue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A call of printf.
 *
 * @param types C types of the arguments
 * @param format the format as C source
 * @param values the arguments as C literals
 */
record PrintfCase(List<String> types, String format, List<String> values) {

    /** From columns separated by tabs: types separated by commas, format, one column for each value. */
    static PrintfCase of(List<String> columns) {
        return new PrintfCase(
                Arrays.asList(columns.get(0).split(",")), columns.get(1), columns.subList(2, columns.size()));
    }

    String columns() {
        return String.join(",", types) + "\t" + format + "\t" + String.join("\t", values);
    }

    /** What we print. */
    String ours() {
        List<Object> javaValues = new ArrayList<>();
        Tracepoint tracepoint = Tracepoint.parse(declaration());
        for (int i = 0; i < values.size(); i++) {
            javaValues.add(javaValue(tracepoint.arguments().get(i).type(), values.get(i)));
        }
        return tracepoint.format().format(javaValues);
    }

    /** What we print when all numbers come as {@code long}, as from a trace file. */
    String oursFromLongs() {
        List<Object> javaValues = new ArrayList<>();
        Tracepoint tracepoint = Tracepoint.parse(declaration());
        for (int i = 0; i < values.size(); i++) {
            Object value = javaValue(tracepoint.arguments().get(i).type(), values.get(i));
            boolean whole = value instanceof Number && !(value instanceof Double) && !(value instanceof Float);
            javaValues.add(whole ? (Object) ((Number) value).longValue() : value);
        }
        return tracepoint.format().format(javaValues);
    }

    String declaration() {
        StringBuilder text = new StringBuilder("t(");
        for (int i = 0; i < types.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(types.get(i)).append(" a").append(i);
        }
        return text.append(") ").append(format).toString();
    }

    /** A statement that prints with C's own printf. */
    String statement() {
        StringBuilder text = new StringBuilder("printf(").append(format);
        for (int i = 0; i < types.size(); i++) {
            text.append(", (").append(types.get(i)).append(") ").append(literal(types.get(i), values.get(i)));
        }
        return text.append(");").toString();
    }

    private static String literal(String type, String value) {
        if (type.equals("char*") || type.equals("double") || type.equals("float")) {
            return value;
        }
        return "0x" + Long.toHexString(whole(value)) + "ULL";
    }

    private static Object javaValue(CType type, String value) {
        return switch (type.javaType()) {
            case STRING -> value.equals("NULL") ? null : value.substring(1, value.length() - 1);
            case DOUBLE -> floating(value);
            case FLOAT -> (float) floating(value);
            case BOOLEAN -> whole(value) != 0;
            case BYTE -> (byte) whole(value);
            case SHORT -> (short) whole(value);
            case INT -> (int) whole(value);
            default -> whole(value);
        };
    }

    private static double floating(String value) {
        return value.equals("INFINITY") ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
    }

    private static long whole(String value) {
        return value.startsWith("0x")
                ? new BigInteger(value.substring(2), 16).longValue()
                : new BigInteger(value).longValue();
    }
}
