package dev.tracebridge.catalogue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A format as the catalogue spells it and as the C compiler sees it after joining literals and expanding macros.
 *
 * @param text the C text, from the first quote to the last character
 * @param start index of the text in its line
 * @param end index after it; the same as {@code start} where the catalogue gives no format
 * @param value the C string
 * @param positions for each character of {@code value}, its index in the line
 */
record FormatText(String text, int start, int end, String value, int[] positions) {

    static FormatText none(int at) {
        return new FormatText("", at, at, "", new int[0]);
    }

    /** Reads one format, or several separated by commas. */
    static List<FormatText> read(String line, int start, int end, ErrorSink sink) {
        return new Reader(line, start, end, sink).read();
    }

    /** The format with a literal before it, as tracetool joins them. */
    FormatText withPrefix(String literal) {
        FormatText prefix = read(literal, 0, literal.length(), (i, m, h) -> {}).get(0);
        int[] all = new int[prefix.positions.length + positions.length];
        Arrays.fill(all, 0, prefix.positions.length, start);
        System.arraycopy(positions, 0, all, prefix.positions.length, positions.length);
        return new FormatText(literal + text, start, end, prefix.value + value, all);
    }

    /** Where in the line the character is; the end of the text where there is none. */
    int position(int index) {
        return index < positions.length ? positions[index] : end;
    }

    private static final class Reader {

        private final String line;
        private final int end;
        private final ErrorSink sink;
        private final List<FormatText> formats = new ArrayList<>();
        private final StringBuilder value = new StringBuilder();
        private int[] positions = new int[64];
        private int start;
        private int at;

        Reader(String line, int start, int end, ErrorSink sink) {
            this.line = line;
            this.start = start;
            this.at = start;
            this.end = end;
            this.sink = sink;
        }

        List<FormatText> read() {
            boolean wantsString = false;
            while (at < end) {
                char c = line.charAt(at);
                if (c == '"') {
                    if (!readString()) {
                        return formats;
                    }
                    wantsString = false;
                } else if (c == ' ' || c == '\t') {
                    at++;
                } else if (c == ',') {
                    finish(at);
                    at++;
                    while (at < end && (line.charAt(at) == ' ' || line.charAt(at) == '\t')) {
                        at++;
                    }
                    start = at;
                    wantsString = true;
                } else if (!readMacro()) {
                    return formats;
                }
            }
            if (wantsString) {
                sink.error(end, "no format after ','", "remove the comma");
            } else if (end > start) {
                finish(end);
            }
            return formats;
        }

        private void finish(int to) {
            String text = line.substring(start, to).trim();
            formats.add(new FormatText(
                    text, start, start + text.length(), value.toString(), Arrays.copyOf(positions, value.length())));
            value.setLength(0);
        }

        private void append(char c, int position) {
            if (value.length() == positions.length) {
                positions = Arrays.copyOf(positions, 2 * positions.length);
            }
            positions[value.length()] = position;
            value.append(c);
        }

        private boolean readString() {
            int quote = at++;
            while (at < end && line.charAt(at) != '"') {
                if (line.charAt(at) == '\\') {
                    if (!readEscape()) {
                        return false;
                    }
                } else {
                    append(line.charAt(at), at);
                    at++;
                }
            }
            if (at >= end) {
                sink.error(quote, "the string has no end", "close it with '\"'");
                return false;
            }
            at++;
            return true;
        }

        private boolean readEscape() {
            int backslash = at++;
            char c = at < end ? line.charAt(at++) : ' ';
            switch (c) {
                case 'a' -> append('\u0007', backslash);
                case 'b' -> append('\b', backslash);
                case 'e' -> append('\u001b', backslash);
                case 'f' -> append('\f', backslash);
                case 'n' -> append('\n', backslash);
                case 'r' -> append('\r', backslash);
                case 't' -> append('\t', backslash);
                case 'v' -> append('\u000b', backslash);
                case '\\', '"', '\'', '?' -> append(c, backslash);
                case 'x' -> {
                    return readNumber(backslash, 16, Integer.MAX_VALUE);
                }
                case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                    at--;
                    return readNumber(backslash, 8, 3);
                }
                default -> {
                    sink.error(backslash, "unknown escape", "C knows \\\\ \\\" \\a \\b \\f \\n \\r \\t \\v and \\xHH");
                    return false;
                }
            }
            return true;
        }

        private boolean readNumber(int backslash, int radix, int maxDigits) {
            int code = 0;
            int digits = 0;
            while (at < end && digits < maxDigits && Character.digit(line.charAt(at), radix) >= 0 && code < 256) {
                code = code * radix + Character.digit(line.charAt(at++), radix);
                digits++;
            }
            if (digits == 0 || code == 0 || code > 127) {
                sink.error(backslash, "the escape is no ASCII character", "\\x01 to \\x7f");
                return false;
            }
            append((char) code, backslash);
            return true;
        }

        private boolean readMacro() {
            int from = at;
            while (at < end && (Character.isLetterOrDigit(line.charAt(at)) || line.charAt(at) == '_')) {
                at++;
            }
            String word = line.substring(from, at);
            String expansion = expand(word);
            if (expansion != null) {
                for (int i = 0; i < expansion.length(); i++) {
                    append(expansion.charAt(i), from);
                }
                return true;
            }
            String known = "between strings only PRI macros such as PRIx64 may stand";
            if (word.isEmpty()) {
                sink.error(from, "'" + line.charAt(from) + "' between strings", known);
            } else {
                sink.error(from, "unknown macro '" + word + "'", known);
            }
            return false;
        }

        /** As glibc's {@code inttypes.h} on 64-bit Linux: the macros for 8 and 16 bits have no {@code hh} or {@code h}. */
        private static String expand(String macro) {
            if (!macro.startsWith("PRI") || macro.length() < 5 || "diouxX".indexOf(macro.charAt(3)) < 0) {
                return null;
            }
            char type = macro.charAt(3);
            return switch (macro.substring(4)) {
                case "8", "16", "32" -> String.valueOf(type);
                case "64", "PTR", "MAX" -> "l" + type;
                default -> null;
            };
        }
    }
}
