package dev.tracebridge.catalogue;

import java.util.List;

/** Finds the conversions of a format and checks that they agree with the arguments, as the C compiler does for QEMU. */
final class FormatParser {

    /** Wider output than this is no trace record but an attack. */
    static final int MAX_WIDTH = 4096;

    private static final String FLAGS = "-+ #0'";
    private static final String[] LENGTHS = {"hh", "h", "ll", "l", "j", "z", "t"};
    private static final String KNOWN = "conversions are %d %i %u %x %X %o %c %s %p and, before QEMU 3.0, %e %f %g";

    private final FormatText format;
    private final String value;
    private final List<Argument> arguments;
    private final ErrorSink sink;
    private int next;
    private int at;
    private boolean failed;

    FormatParser(FormatText format, List<Argument> arguments, ErrorSink sink) {
        this.format = format;
        this.value = format.value();
        this.arguments = arguments;
        this.sink = sink;
    }

    /** Adds each conversion, and the literal before it; at last the literal after the last. */
    void parse(List<Conversion> conversions, List<String> literals) {
        checkText();
        StringBuilder literal = new StringBuilder();
        while (at < value.length() && !failed) {
            char c = value.charAt(at);
            if (c != '%') {
                literal.append(c);
                at++;
            } else if (value.startsWith("%%", at)) {
                literal.append('%');
                at += 2;
            } else {
                int start = at;
                Conversion conversion = readConversion();
                if (conversion != null) {
                    conversions.add(conversion);
                    literals.add(literal.toString());
                    literal.setLength(0);
                    checkType(conversion, start);
                }
            }
        }
        literals.add(literal.toString());
        if (!failed && format.start() < format.end() && next < arguments.size()) {
            error(
                    value.length(),
                    "the format prints " + next + " of " + arguments.size() + " arguments",
                    "add a conversion for '" + arguments.get(next).name() + "'");
        }
    }

    private void checkText() {
        int m = format.text().indexOf("%m");
        if (m >= 0) {
            sink.error(format.start() + m, "%m is not allowed", "pass the error as an argument: int err, with %d");
            failed = true;
        }
        if (value.endsWith("\n") && format.text().endsWith("\\n\"")) {
            error(
                    value.length() - 1,
                    "the format ends with a newline",
                    "every record ends a line by itself: remove \\n");
        }
    }

    private Conversion readConversion() {
        int start = at++;
        int flagsFrom = at;
        while (at < value.length() && FLAGS.indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        String flags = value.substring(flagsFrom, at);
        int widthArgument = -1;
        int width = 0;
        if (peek('*')) {
            at++;
            widthArgument = takeSize(start, "width");
        } else {
            width = Math.max(0, readNumber(start));
            if (peek('$')) {
                error(start, "a conversion with a position", "arguments are printed in their order");
            }
        }
        int precisionArgument = -1;
        int precision = -1;
        if (peek('.')) {
            at++;
            if (peek('*')) {
                at++;
                precisionArgument = takeSize(start, "precision");
            } else {
                precision = Math.max(0, readNumber(start));
            }
        }
        String length = readLength();
        if (failed) {
            return null;
        }
        if (at >= value.length()) {
            error(start, "the conversion has no end", KNOWN + "; write %% for a percent sign");
            return null;
        }
        char type = value.charAt(at++);
        if (type == 'n') {
            error(start, "%n is not allowed", KNOWN);
            return null;
        }
        if ("diuxXocspeEfFgG".indexOf(type) < 0) {
            error(
                    start,
                    "unknown conversion '" + value.substring(start, at) + "'",
                    KNOWN + "; write %% for a percent sign");
            return null;
        }
        if (!length.isEmpty() && "cspeEfFgG".indexOf(type) >= 0) {
            error(start, "'" + length + "' before %" + type, "remove '" + length + "'");
            return null;
        }
        String text = value.substring(start, at);
        if (next == arguments.size()) {
            error(start, "no argument for '" + text + "'", "there are " + arguments.size() + " arguments");
            return null;
        }
        return new Conversion(text, next++, flags, width, widthArgument, precision, precisionArgument, length, type);
    }

    private int takeSize(int start, String what) {
        if (next == arguments.size()) {
            error(start, "no argument for the " + what + " '*'", "there are " + arguments.size() + " arguments");
            return -1;
        }
        CType type = arguments.get(next).type();
        if (!type.javaType().integer() || type.promotedBits() != 32) {
            error(start, "the " + what + " '*' takes " + spelled(next), "it must be an int");
        }
        return next++;
    }

    private int readNumber(int start) {
        int from = at;
        int number = 0;
        while (at < value.length() && value.charAt(at) >= '0' && value.charAt(at) <= '9') {
            number = Math.min(MAX_WIDTH + 1, number * 10 + value.charAt(at++) - '0');
        }
        if (number > MAX_WIDTH) {
            error(start, "a width or precision above " + MAX_WIDTH, "");
        }
        return at == from ? -1 : number;
    }

    private String readLength() {
        for (String length : LENGTHS) {
            if (value.startsWith(length, at)) {
                at += length.length();
                return length;
            }
        }
        return "";
    }

    private void checkType(Conversion conversion, int start) {
        CType type = arguments.get(conversion.argument()).type();
        if (conversion.type() == 's') {
            require(type.javaType() == JavaType.STRING, conversion, start, "%s prints a const char *");
        } else if (conversion.type() == 'p') {
            require(type.pointer() || type.javaType() == JavaType.STRING, conversion, start, "%p prints a pointer");
        } else if (conversion.floating()) {
            require(type.javaType().floating(), conversion, start, "it prints a double");
        } else if (type.pointer() || !type.javaType().integer() && type.javaType() != JavaType.BOOLEAN) {
            require(false, conversion, start, type.pointer() ? "print a pointer with %p" : right(type));
        } else {
            boolean narrowed = conversion.bits() < 32 && type.promotedBits() == 32;
            require(narrowed || conversion.bits() == type.promotedBits(), conversion, start, right(type));
        }
    }

    private static String right(CType type) {
        return switch (type.javaType()) {
            case STRING -> "print a string with %s";
            case FLOAT, DOUBLE -> "print it with %g";
            case LONG ->
                type.unsigned() ? "64 bits need %\"PRIu64\" or %\"PRIx64" : "64 bits need %\"PRId64\" or %\"PRIx64";
            default -> "32 bits and fewer need %d, %u or %x";
        };
    }

    private void require(boolean good, Conversion conversion, int start, String hint) {
        if (!good) {
            String message = "'" + conversion.text() + "' prints " + spelled(conversion.argument());
            sink.error(format.position(start), message, hint);
        }
    }

    private String spelled(int argument) {
        return "'" + arguments.get(argument) + "'";
    }

    private boolean peek(char c) {
        return at < value.length() && value.charAt(at) == c;
    }

    private void error(int index, String message, String hint) {
        sink.error(format.position(index), message, hint);
        failed = true;
    }
}
