package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.Conversion;
import dev.tracebridge.catalogue.JavaType;
import java.nio.charset.StandardCharsets;

/**
 * Conversions that are rare: with flags other than {@code 0}, a width or precision in an argument, texts with a width, floating point. They are
 * read generously; whoever reads them must see whether the result prints as it was.
 */
final class UnusualConversion {

    private UnusualConversion() {}

    static boolean is(Conversion conversion) {
        boolean sized = conversion.widthArgument() >= 0 || conversion.precisionArgument() >= 0;
        String flags = conversion.flags().replace("0", "");
        return switch (conversion.type()) {
            case 's', 'c', 'p' ->
                sized || !conversion.flags().isEmpty() || conversion.width() > 0 || conversion.precision() >= 0;
            case 'd', 'i', 'u', 'x', 'X', 'o' -> sized || !flags.isEmpty() || conversion.precision() == 0;
            default -> true;
        };
    }

    /** Reads what the conversion may have printed; answers false where it cannot have. */
    static boolean read(Conversion conversion, CType[] types, byte[] text, int from, int to, ArgumentValues values) {
        int first = from;
        int last = to;
        while (first < last && text[first] == ' ') {
            first++;
        }
        while (first < last && text[last - 1] == ' ') {
            last--;
        }
        if (conversion.widthArgument() >= 0) {
            values.numbers[conversion.widthArgument()] =
                    conversion.flags().indexOf('-') >= 0 ? -(long) (to - from) : to - from;
        }
        if (conversion.precisionArgument() >= 0) {
            values.numbers[conversion.precisionArgument()] = last - first;
        }
        int argument = conversion.argument();
        if (types[argument].javaType() == JavaType.STRING) {
            // Only blanks that fill up to the width are no part of the text.
            boolean filled = to - from <= conversion.width() || conversion.widthArgument() >= 0;
            values.text(argument, filled ? first : from, filled ? last : to);
            return to - from >= conversion.width();
        }
        String word = new String(text, first, last - first, StandardCharsets.UTF_8);
        try {
            values.numbers[argument] = number(conversion, word);
            return true;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static long number(Conversion conversion, String word) {
        return switch (conversion.type()) {
            case 'c' -> word.isEmpty() ? ' ' : word.charAt(0);
            case 'p' -> word.equals("(nil)") ? 0 : Long.parseUnsignedLong(word.replaceFirst("^[+]?0x", ""), 16);
            case 'd', 'i' -> word.isEmpty() ? 0 : Long.parseLong(word);
            case 'u' -> word.isEmpty() ? 0 : Long.parseUnsignedLong(word);
            case 'o' -> word.isEmpty() ? 0 : Long.parseUnsignedLong(word, 8);
            case 'x', 'X' -> word.isEmpty() ? 0 : Long.parseUnsignedLong(word.replaceFirst("^0[xX]", ""), 16);
            default -> Double.doubleToLongBits(Double.parseDouble(word));
        };
    }
}
