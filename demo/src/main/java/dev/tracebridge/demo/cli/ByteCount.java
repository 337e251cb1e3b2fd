package dev.tracebridge.demo.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as it is written on a command line: {@code 4096}, {@code 64K}, {@code 128M}, {@code 1G}. */
final class ByteCount implements ITypeConverter<Long> {

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,12})([KMG]?)(?:i?B)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "KMG";

    @Override
    public Long convert(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("expected a number of bytes such as 64K, 128M or 1G, found " + text);
        }
        String unit = matcher.group(2).toUpperCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << shift);
    }

    /** A number of bytes for people: three digits or so, and a binary unit. */
    static String text(long bytes) {
        if (bytes < 10 << 10) {
            return bytes + " B";
        }
        if (bytes < 10L << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", bytes / 1024.0);
        }
        return String.format(Locale.ROOT, "%.1f MiB", bytes / 1024.0 / 1024.0);
    }
}
