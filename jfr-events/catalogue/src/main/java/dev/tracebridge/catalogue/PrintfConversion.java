package dev.tracebridge.catalogue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What glibc prints for one conversion on 64-bit Linux. */
final class PrintfConversion {

    private PrintfConversion() {}

    static void append(StringBuilder out, Conversion conversion, List<Argument> arguments, List<?> values) {
        boolean left = conversion.flag('-');
        int width = conversion.width();
        if (conversion.widthArgument() >= 0) {
            width = size(arguments, values, conversion.widthArgument());
            if (width < 0) {
                left = true;
                width = -width;
            }
        }
        width = Math.min(width, FormatParser.MAX_WIDTH);
        int precision = conversion.precision();
        if (conversion.precisionArgument() >= 0) {
            int given = size(arguments, values, conversion.precisionArgument());
            precision = given < 0 ? -1 : Math.min(given, FormatParser.MAX_WIDTH);
        }
        Object value = values.get(conversion.argument());
        CType type = arguments.get(conversion.argument()).type();
        switch (conversion.type()) {
            case 's' -> pad(out, text(value, precision), width, left);
            case 'c' -> pad(out, String.valueOf((char) (raw(value, type) & 0xff)), width, left);
            case 'p' -> pointer(out, conversion, value, type, width, precision, left);
            case 'd', 'i' ->
                signed(out, conversion, narrow(raw(value, type), conversion.bits()), width, precision, left);
            case 'u', 'x', 'X', 'o' -> {
                long number = raw(value, type);
                long cut = conversion.bits() == 64 ? number : number & (1L << conversion.bits()) - 1;
                unsigned(out, conversion, cut, width, precision, left);
            }
            default -> FloatConversion.append(out, conversion, number(value), width, precision, left);
        }
    }

    private static int size(List<Argument> arguments, List<?> values, int argument) {
        return (int) raw(values.get(argument), arguments.get(argument).type());
    }

    /** The value as C passes it: cut to the type's width, then extended. */
    static long raw(Object value, CType type) {
        long number;
        if (value instanceof Number n) {
            number = n.longValue();
        } else if (value instanceof Boolean b) {
            number = b ? 1 : 0;
        } else if (value instanceof Character c) {
            number = c;
        } else {
            number = 0;
        }
        return switch (type.javaType()) {
            case BOOLEAN -> number == 0 ? 0 : 1;
            case BYTE -> type.unsigned() ? number & 0xff : (byte) number;
            case SHORT -> type.unsigned() ? number & 0xffff : (short) number;
            case INT -> type.unsigned() ? number & 0xffff_ffffL : (int) number;
            default -> number;
        };
    }

    private static double number(Object value) {
        return value instanceof Number n ? n.doubleValue() : 0;
    }

    private static long narrow(long value, int bits) {
        return value << 64 - bits >> 64 - bits;
    }

    private static String text(Object value, int precision) {
        if (value == null) {
            return precision < 0 || precision >= 6 ? "(null)" : "";
        }
        String text = value.toString();
        return precision < 0 ? text : firstBytes(text, precision);
    }

    /** glibc counts bytes; a character cut in its middle is left out whole. */
    private static String firstBytes(String text, int bytes) {
        if (text.length() * 3L <= bytes) {
            return text;
        }
        int used = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            used += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            if (used > bytes) {
                break;
            }
            i += Character.charCount(c);
        }
        return text.substring(0, i);
    }

    private static void pointer(
            StringBuilder out,
            Conversion conversion,
            Object value,
            CType type,
            int width,
            int precision,
            boolean left) {
        if (value instanceof String text) {
            pad(out, text, width, left);
            return;
        }
        long address = raw(value, type);
        if (address == 0) {
            pad(out, "(nil)", width, left);
        } else {
            integer(out, sign(conversion), "0x", Long.toHexString(address), conversion, width, precision, left);
        }
    }

    private static void signed(
            StringBuilder out, Conversion conversion, long value, int width, int precision, boolean left) {
        String digits = value < 0 ? Long.toUnsignedString(-value) : Long.toString(value);
        String sign = value < 0 ? "-" : sign(conversion);
        integer(out, sign, "", precision == 0 && value == 0 ? "" : digits, conversion, width, precision, left);
    }

    private static void unsigned(
            StringBuilder out, Conversion conversion, long value, int width, int precision, boolean left) {
        String digits = switch (conversion.type()) {
            case 'x' -> Long.toHexString(value);
            case 'X' -> Long.toHexString(value).toUpperCase(Locale.ROOT);
            case 'o' -> Long.toOctalString(value);
            default -> Long.toUnsignedString(value);
        };
        String prefix = "";
        boolean alternative = conversion.flag('#');
        if (precision == 0 && value == 0) {
            digits = alternative && conversion.type() == 'o' ? "0" : "";
        } else if (alternative && conversion.type() == 'o' && value != 0 && precision <= digits.length()) {
            digits = "0" + digits;
        } else if (alternative && conversion.hexadecimal() && value != 0) {
            prefix = "0" + conversion.type();
        }
        integer(out, "", prefix, digits, conversion, width, precision, left);
    }

    private static String sign(Conversion conversion) {
        return conversion.flag('+') ? "+" : conversion.flag(' ') ? " " : "";
    }

    private static void integer(
            StringBuilder out,
            String sign,
            String prefix,
            String digits,
            Conversion conversion,
            int width,
            int precision,
            boolean left) {
        int length = sign.length() + prefix.length() + Math.max(digits.length(), precision);
        int zeros = Math.max(0, precision - digits.length());
        int blanks = Math.max(0, width - length);
        if (!left && precision < 0 && conversion.flag('0')) {
            zeros = blanks;
            blanks = 0;
        }
        repeat(out, ' ', left ? 0 : blanks);
        out.append(sign).append(prefix);
        repeat(out, '0', zeros);
        out.append(digits);
        repeat(out, ' ', left ? blanks : 0);
    }

    /** glibc counts bytes for the width as well. */
    static void pad(StringBuilder out, String text, int width, boolean left) {
        int blanks = width == 0 ? 0 : width - text.getBytes(StandardCharsets.UTF_8).length;
        repeat(out, ' ', left ? 0 : blanks);
        out.append(text);
        repeat(out, ' ', left ? blanks : 0);
    }

    static void repeat(StringBuilder out, char c, int count) {
        for (int i = 0; i < count; i++) {
            out.append(c);
        }
    }
}
