package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/** Figures with their units, for a person. ASCII only, since a terminal may know no more. */
public final class Figures {

    /** What stands where nothing is known. */
    public static final String NONE = "-";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Figures() {}

    /** A length of time. */
    public static String duration(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (duration.isZero()) {
            return "0 ms";
        }
        if (seconds < 0.1) {
            return format("%.3f ms", seconds * 1e3);
        }
        if (seconds < 1) {
            return format("%.1f ms", seconds * 1e3);
        }
        if (seconds < 60) {
            return format("%.2f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? format("%d min %02d s", whole / 60, whole % 60)
                : format("%d h %02d min", whole / 3600, whole % 3600 / 60);
    }

    /** An amount in binary units. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < BINARY.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? count(bytes) + " B" : format("%.1f %s", value, BINARY[unit]);
    }

    /** An amount in binary units, where known. */
    public static String bytes(OptionalLong bytes) {
        return bytes.isPresent() ? bytes(bytes.getAsLong()) : NONE;
    }

    /** An amount a second, where known. */
    public static String rate(OptionalLong bytesPerSecond) {
        return bytesPerSecond.isPresent() ? bytes(bytesPerSecond.getAsLong()) + "/s" : NONE;
    }

    /** A number with its thousands set apart. */
    public static String count(long count) {
        return format("%,d", count);
    }

    /** A number, where known. */
    public static String count(OptionalLong count) {
        return count.isPresent() ? count(count.getAsLong()) : NONE;
    }

    /** A number of things, with the word in the right number. */
    public static String count(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }

    /** A part of a whole, in percent. */
    public static String share(Duration part, Duration whole) {
        return whole.isZero() ? NONE : format("%.0f %%", 100.0 * part.toNanos() / whole.toNanos());
    }

    /** A time of day to the millisecond. */
    public static String time(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }

    /** A date. */
    public static String date(Instant time, ZoneId zone) {
        return DATE.format(time.atZone(zone));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
