package dev.tracebridge.demo.source;

import java.time.Duration;
import java.util.Objects;

/**
 * How a migration is to be conducted.
 *
 * @param downtimeLimit how long the guest may stand still; decides when little enough is left to stop it
 * @param maxBandwidth bytes a second at most before the guest is stopped
 * @param timeLimit how long memory may be sent in rounds before the migration is given up
 * @param peerTimeout how long the destination may take for anything
 * @param maxPostcopyBandwidth bytes a second at most once the guest runs on the destination, pages it waits for not
 *     counted; 0 for no limit
 */
public record MigrationParameters(
        Duration downtimeLimit,
        long maxBandwidth,
        Duration timeLimit,
        Duration peerTimeout,
        long maxPostcopyBandwidth) {

    private static final long LEAST_BANDWIDTH = 64 << 10;

    /** QEMU's defaults for the first two, two minutes and 30 seconds. */
    public static final MigrationParameters DEFAULTS =
            new MigrationParameters(Duration.ofMillis(300), 128L << 20, Duration.ofMinutes(2), Duration.ofSeconds(30));

    /** Refuses null, negative durations, and less bandwidth than a page in each window. */
    public MigrationParameters {
        requirePositive("downtime limit", downtimeLimit);
        requirePositive("time limit", timeLimit);
        requirePositive("peer timeout", peerTimeout);
        requireBandwidth("maximum bandwidth", maxBandwidth);
        if (maxPostcopyBandwidth != 0) {
            requireBandwidth("maximum postcopy bandwidth", maxPostcopyBandwidth);
        }
    }

    /** Without a limit in postcopy. */
    public MigrationParameters(Duration downtimeLimit, long maxBandwidth, Duration timeLimit, Duration peerTimeout) {
        this(downtimeLimit, maxBandwidth, timeLimit, peerTimeout, 0);
    }

    private static void requireBandwidth(String what, long bandwidth) {
        if (bandwidth < LEAST_BANDWIDTH) {
            throw new IllegalArgumentException(what + " " + bandwidth + ": expected 64 KiB/s or more");
        }
    }

    private static void requirePositive(String what, Duration duration) {
        Objects.requireNonNull(duration, what);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(what + " " + duration + ": expected more than 0");
        }
    }
}
