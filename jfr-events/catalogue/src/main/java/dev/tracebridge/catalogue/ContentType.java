package dev.tracebridge.catalogue;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a number means, beyond its type: what JFR's content-type annotations and OpenTelemetry's units say. */
public enum ContentType {
    NONE(""),
    /** {@code @DataAmount(BYTES)}. */
    BYTES("By"),
    /** {@code @DataAmount(BITS)}. */
    BITS("bit"),
    /** {@code @DataAmount(BYTES) @Frequency}. */
    BYTES_PER_SECOND("By/s"),
    /** {@code @MemoryAddress}; a {@code 0x…} string in OpenTelemetry. */
    MEMORY_ADDRESS(""),
    /** {@code @Timespan(NANOSECONDS)}. */
    TIMESPAN_NS("ns"),
    /** {@code @Timespan(MICROSECONDS)}. */
    TIMESPAN_US("us"),
    /** {@code @Timespan(MILLISECONDS)}. */
    TIMESPAN_MS("ms"),
    /** {@code @Timespan(SECONDS)}. */
    TIMESPAN_S("s"),
    /** {@code @Timestamp(MILLISECONDS_SINCE_EPOCH)}. */
    TIMESTAMP_MS("ms"),
    /** {@code @Frequency}: times in a second. */
    FREQUENCY("Hz"),
    /** {@code @Percentage}: JFR's is a fraction, 1 for all; so only floating-point arguments may have it. */
    PERCENTAGE("1"),
    /** A 64-bit number people read in base 16; nothing in JFR, a {@code 0x…} string in OpenTelemetry. */
    HEX("");

    private final String unit;

    ContentType(String unit) {
        this.unit = unit;
    }

    /** The unit in UCUM's spelling, as OpenTelemetry wants it, or empty. */
    public String unit() {
        return unit;
    }

    /** The word a sidecar uses: {@code memory_address}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ContentType timespan(TimeUnit unit) {
        return switch (unit) {
            case NANOSECONDS -> TIMESPAN_NS;
            case MICROSECONDS -> TIMESPAN_US;
            case MILLISECONDS -> TIMESPAN_MS;
            case SECONDS -> TIMESPAN_S;
            default -> NONE;
        };
    }
}
