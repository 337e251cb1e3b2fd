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

    private static final byte[] NULL_TEXT = "(null)".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NIL = "(nil)".getBytes(StandardCharsets.US_ASCII);

    private final Tracepoint tracepoint;
    private final Conversion[] conversions;
    private final CType[] types;
    private final byte[][] literals;
    /** Whether the digits of a number may be followed by more of the same that are not its own. */
    private final boolean[] digitsFollow;

    private final boolean unusual;

    private byte[] text;
    private int end;
    private int patience;
    private ArgumentValues values;

    private ArgumentPattern(Tracepoint tracepoint) {
        this.tracepoint = tracepoint;
        List<Conversion> all = tracepoint.format().conversions();
        this.conversions = all.toArray(Conversion[]::new);
        this.types = tracepoint.arguments().stream().map(Argument::type).toArray(CType[]::new);
        this.literals = tracepoint.format().literals().stream()
                .map(literal -> literal.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        this.digitsFollow = new boolean[conversions.length];
        for (int i = 0; i < conversions.length; i++) {
            byte[] next = literals[i + 1];
            digitsFollow[i] = next.length == 0
                    ? i + 1 < conversions.length
                    : UsualNumber.isDigit(next[0], UsualNumber.base(conversions[i]));
        }
        this.unusual = all.stream().anyMatch(UnusualConversion::is);
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

    private boolean read(int index, int from) {
        byte[] literal = literals[index];
        if (end - from < literal.length
                || !Arrays.equals(text, from, from + literal.length, literal, 0, literal.length)) {
            return false;
        }
        int at = from + literal.length;
        if (index == conversions.length) {
            return at == end;
        }
        Conversion conversion = conversions[index];
        if (unusual && UnusualConversion.is(conversion)) {
            return unusual(index, at);
        }
        return switch (conversion.type()) {
            case 's' -> text(index, at);
            case 'c' -> character(index, at);
            case 'p' -> pointer(index, at);
            default -> number(index, at);
        };
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

    private boolean character(int index, int at) {
        if (at >= end || text[at] < 0) {
            return false;
        }
        return store(index, text[at], 8) && read(index + 1, at + 1);
    }

    private boolean pointer(int index, int at) {
        int argument = conversions[index].argument();
        boolean named = types[argument].javaType() == JavaType.STRING;
        if (end - at >= NIL.length && Arrays.equals(text, at, at + NIL.length, NIL, 0, NIL.length)) {
            values.numbers[argument] = 0;
            values.nullText(argument);
            return read(index + 1, at + NIL.length);
        }
        if (end - at < 3 || text[at] != '0' || text[at + 1] != 'x' || text[at + 2] == '0') {
            return false;
        }
        int to = at + 2;
        long address = 0;
        while (to < end && UsualNumber.isDigit(text[to], 16) && !(text[to] >= 'A' && text[to] <= 'F')) {
            address = address << 4 | UsualNumber.value(text[to]);
            to++;
        }
        if (to == at + 2 || to > at + 18) {
            return false;
        }
        values.numbers[argument] = address;
        if (named) {
            values.text(argument, at, to);
        }
        return read(index + 1, to);
    }

    private boolean number(int index, int at) {
        Conversion conversion = conversions[index];
        int longest = UsualNumber.end(text, at, end, conversion);
        if (!digitsFollow[index]) {
            return number(index, at, longest) && read(index + 1, longest);
        }
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
        int bits = UsualNumber.bits(conversion);
        if (conversion.type() == 'd' || conversion.type() == 'i') {
            long limit = 1L << bits - 1;
            if (Long.compareUnsigned(magnitude, negative ? limit : limit - 1) > 0) {
                return false;
            }
        } else if (bits < 64 && magnitude >>> bits != 0) {
            return false;
        }
        return store(index, negative ? -magnitude : magnitude, bits);
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
