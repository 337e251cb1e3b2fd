package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Conversion;

/** How a conversion without flags but {@code 0} prints a whole number. */
final class UsualNumber {

    private UsualNumber() {}

    static int base(Conversion conversion) {
        return switch (conversion.type()) {
            case 'x', 'X' -> 16;
            case 'o' -> 8;
            default -> 10;
        };
    }

    static int bits(Conversion conversion) {
        return switch (conversion.length()) {
            case "hh" -> 8;
            case "h" -> 16;
            case "" -> 32;
            default -> 64;
        };
    }

    static boolean isDigit(byte b, int base) {
        return b >= '0' && b <= (base == 8 ? '7' : '9') || base == 16 && (b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F');
    }

    /** The value of a digit of any base. */
    static int value(byte b) {
        return b <= '9' ? b - '0' : (b & 0x1f) + 9;
    }

    /** The value of a digit of base 16 as {@code %x} prints it; -1 where it is none. */
    static int lowerCaseDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }

    /** Where a number that begins here ends at the latest. */
    static int end(byte[] text, int from, int to, Conversion conversion) {
        int at = from;
        while (at < to && text[at] == ' ' && at - from < conversion.width()) {
            at++;
        }
        if (at < to && text[at] == '-') {
            at++;
        }
        int base = base(conversion);
        while (at < to && isDigit(text[at], base)) {
            at++;
        }
        return at;
    }

    /** Whether the conversion prints some number as exactly these bytes; its range is not looked at. */
    static boolean isPrintedSo(byte[] text, int from, int to, Conversion conversion) {
        int at = from;
        while (at < to && text[at] == ' ') {
            at++;
        }
        int blanks = at - from;
        boolean negative = at < to && text[at] == '-';
        int digits = to - at - (negative ? 1 : 0);
        if (digits < 1 || negative && conversion.type() != 'd' && conversion.type() != 'i') {
            return false;
        }
        boolean upper = conversion.type() == 'X';
        for (int i = to - digits; i < to; i++) {
            byte b = text[i];
            boolean good = b >= '0' && b <= '9' || (upper ? b >= 'A' && b <= 'F' : b >= 'a' && b <= 'f');
            if (!good || !isDigit(b, base(conversion))) {
                return false;
            }
        }
        if (negative && digits == 1 && text[to - 1] == '0') {
            return false;
        }
        return conversion.precision() >= 0
                ? isPrecise(text[to - digits], digits, to - at, blanks, conversion)
                : isWide(text[to - digits], digits, to - from, blanks, conversion);
    }

    /** With a precision, zeros fill up to it and blanks up to the width. */
    private static boolean isPrecise(byte first, int digits, int length, int blanks, Conversion conversion) {
        int precision = conversion.precision();
        boolean filled = first == '0' ? digits == precision || digits == 1 && precision <= 1 : digits >= precision;
        return filled && (blanks == 0 ? length >= conversion.width() : blanks + length == conversion.width());
    }

    /** Without one, zeros or blanks fill up to the width. */
    private static boolean isWide(byte first, int digits, int length, int blanks, Conversion conversion) {
        int width = conversion.width();
        boolean zeros = conversion.flags().indexOf('0') >= 0;
        if (first == '0' && digits > 1) {
            return zeros && length == width;
        }
        if (blanks > 0) {
            return !zeros && length == width;
        }
        return length >= width;
    }
}
