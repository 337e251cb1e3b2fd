package dev.tracebridge.exporter;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the options {@code spool.size}, {@code spool.age} and {@code spool.dir} say: how much is kept for a collector that does not take it, and where.
 *
 * @param size bytes of Flight Recorder's chunks that may wait
 * @param age how long an event may wait
 * @param folder where it is kept across a restart of the JVM; nothing for not at all
 */
record SpoolSettings(long size, Duration age, Optional<Path> folder) {

    static final String SIZE = "spool.size";
    static final String AGE = "spool.age";
    static final String FOLDER = "spool.dir";

    private static final long DEFAULT_SIZE = 256L * 1024 * 1024;
    private static final Duration DEFAULT_AGE = Duration.ofHours(1);

    private static final Pattern SIZE_TEXT = Pattern.compile("(\\d{1,9})\\s*([kmg]?)b?");
    private static final Pattern AGE_TEXT = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final Map<String, Long> SIZES = Map.of("", 1L, "k", 1L << 10, "m", 1L << 20, "g", 1L << 30);
    private static final Map<String, Duration> AGES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    /**
     * Reads the options.
     *
     * @param options those of the three that are given
     * @throws ConfigurationException where they make no sense
     */
    static SpoolSettings of(Map<String, String> options) {
        return new SpoolSettings(
                Optional.ofNullable(options.get(SIZE)).map(SpoolSettings::size).orElse(DEFAULT_SIZE),
                Optional.ofNullable(options.get(AGE)).map(SpoolSettings::age).orElse(DEFAULT_AGE),
                Optional.ofNullable(options.get(FOLDER)).map(SpoolSettings::folder));
    }

    private static long size(String text) {
        Matcher size = SIZE_TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        long bytes = size.matches() ? Long.parseLong(size.group(1)) * SIZES.get(size.group(2)) : 0;
        if (bytes == 0) {
            throw new ConfigurationException(
                    SIZE + '=' + text + ": expected a positive number of bytes, or one with KB, MB or GB: 256MB");
        }
        return bytes;
    }

    private static Duration age(String text) {
        Matcher age = AGE_TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
        Duration longest =
                age.matches() ? AGES.get(age.group(2)).multipliedBy(Long.parseLong(age.group(1))) : Duration.ZERO;
        if (longest.isZero()) {
            throw new ConfigurationException(
                    AGE + '=' + text + ": expected a positive number and ms, s, m, h or d: 1h");
        }
        return longest;
    }

    private static Path folder(String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new ConfigurationException(FOLDER + '=' + text + ": " + e.getReason(), e);
        }
    }
}
