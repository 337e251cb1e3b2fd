package dev.tracebridge.catalogue;

/**
 * One conversion of a printf format.
 *
 * @param text the conversion as the C compiler sees it, macros expanded: {@code %016lx}
 * @param argument index of the argument it prints
 * @param flags the flag characters, in the order written
 * @param width minimum width; 0 where none is given
 * @param widthArgument index of the argument that gives the width, or -1
 * @param precision precision, or -1 where none is given
 * @param precisionArgument index of the argument that gives the precision, or -1
 * @param length length modifier, {@code hh h l ll j z t} or empty
 * @param type the conversion character
 */
public record Conversion(
        String text,
        int argument,
        String flags,
        int width,
        int widthArgument,
        int precision,
        int precisionArgument,
        String length,
        char type) {

    /** Whether a whole number is printed in base 16. */
    public boolean hexadecimal() {
        return type == 'x' || type == 'X';
    }

    /** Whether a whole number is printed, in any base. */
    public boolean integer() {
        return "diuxXo".indexOf(type) >= 0;
    }

    /** Whether a floating-point number is printed. */
    public boolean floating() {
        return "eEfFgG".indexOf(type) >= 0;
    }

    boolean flag(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** Bits the conversion takes from its whole-number argument. */
    int bits() {
        return switch (length) {
            case "hh" -> 8;
            case "h" -> 16;
            case "" -> 32;
            default -> 64;
        };
    }
}
