package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.CType;
import dev.tracebridge.catalogue.Conversion;
import dev.tracebridge.catalogue.JavaType;
import dev.tracebridge.catalogue.Tracepoint;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads the arguments of a tracepoint back from its printed record: the inverse of {@link
 * dev.tracebridge.catalogue.PrintfFormat#format}.
 *
 * <p>Whatever it accepts prints as the same bytes again; everything else is refused. Where texts make a record ambiguous, each text is as long as it
 * can be, from the first one on, so that the last separator wins. The work for one record is bounded.
 */
final class ArgumentPattern {

    /** Places tried for texts of one record, before it is taken for one that does not fit. */
    private static final int PATIENCE = 20_000;

    /** So many decimal digits never overflow. */
    private static final int SAFE_DIGITS = 18;

    private static final byte[] NULL_TEXT = "(null)".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NIL = "(nil)".getBytes(StandardCharsets.US_ASCII);

    private final Tracepoint tracepoint;
    private final Conversion[] conversions;
    private final CType[] types;
    private final byte[][] literals;
    private final Kind[] kinds;
    /** Of numbers: how many bits are printed, and whether as a signed number. */
    private final int[] bits;

    private final boolean[] signed;
    private final boolean unusual;

    private byte[] text;
    private int end;
    private int patience;
    private ArgumentValues values;

    /** How a conversion is read back. */
    private enum Kind {
        /** A whole number as most are printed: no width, no precision, and what follows is no digit. */
        DECIMAL,
        HEXADECIMAL,
        /** Another number of {@link UsualNumber}. */
        NUMBER,
        /** A number that may be followed by more digits that are not its own. */
        AMBIGUOUS_NUMBER,
        POINTER,
        CHARACTER,
        TEXT,
        UNUSUAL
    }

    private ArgumentPattern(Tracepoint tracepoint) {
        this.tracepoint = tracepoint;
        List<Conversion> all = tracepoint.format().conversions();
        this.conversions = all.toArray(Conversion[]::new);
        this.types = tracepoint.arguments().stream().map(Argument::type).toArray(CType[]::new);
        this.literals = tracepoint.format().literals().stream()
                .map(literal -> literal.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.kinds = new Kind[conversions.length];
        this.bits = new int[conversions.length];
        this.signed = new boolean[conversions.length];
        for (int i = 0; i < conversions.length; i++) {
            kinds[i] = kind(i);
            bits[i] = UsualNumber.bits(conversions[i]);
            signed[i] = conversions[i].type() == 'd' || conversions[i].type() == 'i';
        }
        this.unusual = Arrays.asList(kinds).contains(Kind.UNUSUAL);
    }

    private Kind kind(int index) {
        Conversion conversion = conversions[index];
        if (UnusualConversion.is(conversion)) {
            return Kind.UNUSUAL;
        }
        return switch (conversion.type()) {
            case 's' -> Kind.TEXT;
            case 'c' -> Kind.CHARACTER;
            case 'p' -> Kind.POINTER;
            default -> numberKind(index);
        };
    }

    private Kind numberKind(int index) {
        Conversion conversion = conversions[index];
        byte[] next = literals[index + 1];
        boolean digitsFollow = next.length == 0
                ? index + 1 < conversions.length
                : UsualNumber.isDigit(next[0], UsualNumber.base(conversion));
        if (digitsFollow) {
            return Kind.AMBIGUOUS_NUMBER;
        }
        if (conversion.width() > 1 || conversion.precision() > 1) {
            return Kind.NUMBER;
        }
        return switch (conversion.type()) {
            case 'd', 'i', 'u' -> Kind.DECIMAL;
            case 'x' -> Kind.HEXADECIMAL;
            default -> Kind.NUMBER;
        };
    }

    static ArgumentPattern of(Tracepoint tracepoint) {
        return new ArgumentPattern(tracepoint);
    }

    /** How many line ends a record has inside. */
    int innerLines() {
        int lines = 0;
        for (byte[] literal : literals) {
            for (byte b : literal) {
                lines += b == '\n' ? 1 : 0;
            }
        }
        return lines;
    }

    /**
     * Reads a record without its name.
     *
     * @param bytes hold the record; valid UTF-8
     * @param from where it begins
     * @param to where it ends
     * @param found takes the arguments
     * @return whether the record fits; if not, what was found is of no use
     */
    boolean read(byte[] bytes, int from, int to, ArgumentValues found) {
        text = bytes;
        end = to;
        values = found;
        patience = PATIENCE;
        found.reset(bytes, types.length);
        return read(0, from) && (!unusual || printsAs(from, to));
    }

    private boolean read(int first, int from) {
        int at = from;
        for (int index = first; ; index++) {
            at = literal(literals[index], at);
            if (at < 0) {
                return false;
            }
            if (index == conversions.length) {
                return at == end;
            }
            switch (kinds[index]) {
                case DECIMAL -> at = decimal(index, at);
                case HEXADECIMAL -> at = hexadecimal(index, at);
                case NUMBER -> at = number(index, at);
                case POINTER -> at = pointer(index, at);
                case CHARACTER -> at = character(index, at);
                case AMBIGUOUS_NUMBER -> {
                    return ambiguousNumber(index, at);
                }
                case TEXT -> {
                    return text(index, at);
                }
                case UNUSUAL -> {
                    return unusual(index, at);
                }
            }
            if (at < 0) {
                return false;
            }
        }
    }

    /** Where the literal ends that stands here; -1 where it does not. */
    private int literal(byte[] literal, int at) {
        if (end - at < literal.length) {
            return -1;
        }
        for (int i = 0; i < literal.length; i++) {
            if (text[at + i] != literal[i]) {
                return -1;
            }
        }
        return at + literal.length;
    }

    private boolean text(int index, int at) {
        byte[] next = literals[index + 1];
        int last = end - next.length;
        if (index + 1 == conversions.length) {
            if (last < at) {
                return false;
            }
            setText(index, at, last);
            return read(index + 1, last);
        }
        for (int i = last; i >= at; i--) {
            if (next.length > 0 && text[i] != next[0]) {
                continue;
            }
            if (patience-- <= 0) {
                return false;
            }
            setText(index, at, i);
            if (read(index + 1, i)) {
                return true;
            }
        }
        return false;
    }

    private void setText(int index, int from, int to) {
        int argument = conversions[index].argument();
        if (Arrays.equals(text, from, to, NULL_TEXT, 0, NULL_TEXT.length)) {
            values.nullText(argument);
        } else {
            values.text(argument, from, to);
        }
    }

    private int character(int index, int at) {
        return at < end && text[at] >= 0 && store(index, text[at], 8) ? at + 1 : -1;
    }

    private int pointer(int index, int at) {
        int argument = conversions[index].argument();
        boolean named = types[argument].javaType() == JavaType.STRING;
        if (end - at >= NIL.length && Arrays.equals(text, at, at + NIL.length, NIL, 0, NIL.length)) {
            values.numbers[argument] = 0;
            values.nullText(argument);
            return at + NIL.length;
        }
        if (end - at < 3 || text[at] != '0' || text[at + 1] != 'x' || text[at + 2] == '0') {
            return -1;
        }
        int to = at + 2;
        long address = 0;
        int digit;
        while (to < end && (digit = UsualNumber.lowerCaseDigit(text[to])) >= 0) {
            address = address << 4 | digit;
            to++;
        }
        if (to == at + 2 || to > at + 18) {
            return -1;
        }
        values.numbers[argument] = address;
        if (named) {
            values.text(argument, at, to);
        }
        return to;
    }

    /** Reads a decimal number that fills no width; answers where it ends, or -1. */
    private int decimal(int index, int from) {
        int digits = from < end && text[from] == '-' ? from + 1 : from;
        long magnitude = 0;
        int at = digits;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            magnitude = magnitude * 10 + text[at++] - '0';
        }
        int count = at - digits;
        if (count < 1 || count > SAFE_DIGITS || text[digits] == '0' && (count > 1 || digits > from)) {
            // Nothing for the short way.
            return number(index, from);
        }
        return inRange(index, magnitude, digits > from) ? at : -1;
    }

    /** Reads a number of base 16 that fills no width; answers where it ends, or -1. */
    private int hexadecimal(int index, int from) {
        long magnitude = 0;
        int at = from;
        int digit;
        while (at < end && (digit = UsualNumber.lowerCaseDigit(text[at])) >= 0) {
            magnitude = magnitude << 4 | digit;
            at++;
        }
        int count = at - from;
        if (count < 1 || count > Long.BYTES * 2 || text[from] == '0' && count > 1) {
            return number(index, from);
        }
        return inRange(index, magnitude, false) ? at : -1;
    }

    /** Reads any usual number; answers where it ends, or -1. */
    private int number(int index, int at) {
        int longest = UsualNumber.end(text, at, end, conversions[index]);
        return number(index, at, longest) ? longest : -1;
    }

    private boolean ambiguousNumber(int index, int at) {
        Conversion conversion = conversions[index];
        int longest = UsualNumber.end(text, at, end, conversion);
        int shortest = at + Math.max(1, Math.max(conversion.width(), conversion.precision()));
        for (int to = shortest; to <= longest; to++) {
            if (patience-- <= 0) {
                return false;
            }
            if (number(index, at, to) && read(index + 1, to)) {
                return true;
            }
        }
        return false;
    }

    private boolean number(int index, int from, int to) {
        Conversion conversion = conversions[index];
        if (!UsualNumber.isPrintedSo(text, from, to, conversion)) {
            return false;
        }
        int at = from;
        while (text[at] == ' ') {
            at++;
        }
        boolean negative = text[at] == '-';
        int base = UsualNumber.base(conversion);
        long magnitude = 0;
        for (int i = negative ? at + 1 : at; i < to; i++) {
            int digit = UsualNumber.value(text[i]);
            if (base == 16) {
                if (magnitude >>> 60 != 0) {
                    return false;
                }
                magnitude = magnitude << 4 | digit;
            } else {
                if (Long.compareUnsigned(magnitude, Long.divideUnsigned(-1L - digit, base)) > 0) {
                    return false;
                }
                magnitude = magnitude * base + digit;
            }
        }
        return inRange(index, magnitude, negative);
    }

    /** Keeps a number if the conversion prints it so. */
    private boolean inRange(int index, long magnitude, boolean negative) {
        int printed = bits[index];
        if (signed[index]) {
            long limit = 1L << printed - 1;
            if (Long.compareUnsigned(magnitude, negative ? limit : limit - 1) > 0) {
                return false;
            }
        } else if (negative || printed < 64 && magnitude >>> printed != 0) {
            return false;
        }
        return store(index, negative ? -magnitude : magnitude, printed);
    }

    /** Keeps a number if the argument's type can hold one of which the conversion prints these bits. */
    private boolean store(int index, long printed, int bits) {
        int argument = conversions[index].argument();
        CType type = types[argument];
        long value = switch (type.javaType()) {
            case BOOLEAN -> printed == 0 ? 0 : 1;
            case BYTE -> type.unsigned() ? printed & 0xff : (byte) printed;
            case SHORT -> type.unsigned() ? printed & 0xffff : (short) printed;
            case INT -> type.unsigned() ? printed & 0xffff_ffffL : (int) printed;
            default -> printed;
        };
        values.numbers[argument] = value;
        return (value ^ printed) << 64 - bits == 0;
    }

    private boolean unusual(int index, int at) {
        byte[] next = literals[index + 1];
        boolean last = index + 1 == conversions.length;
        for (int to = last ? end - next.length : at; to >= at && to <= end - next.length; to++) {
            if (patience-- <= 0) {
                return false;
            }
            if (Arrays.equals(text, to, to + next.length, next, 0, next.length)
                    && UnusualConversion.read(conversions[index], types, text, at, to, values)
                    && read(index + 1, to)) {
                return true;
            }
        }
        return false;
    }

    /** Whether what was read prints as what was there. */
    private boolean printsAs(int from, int to) {
        byte[] again = tracepoint.format().format(values.toList(tracepoint)).getBytes(StandardCharsets.UTF_8);
        return Arrays.equals(again, 0, again.length, text, from, to);
    }
}
