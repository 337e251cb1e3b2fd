package dev.tracebridge.recording.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Ids that follow from the logs alone: from the first bytes of each, and from the places in them. The same logs give the same ids, whenever and
 * wherever they are imported.
 */
final class SpanIds {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;

    private SpanIds(long seed) {
        this.seed = seed;
    }

    /** Ids of logs that begin so. */
    static SpanIds of(Iterable<byte[]> beginnings) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            beginnings.forEach(digest::update);
            long seed = 0;
            byte[] hash = digest.digest();
            for (int i = 0; i < Long.BYTES; i++) {
                seed = seed << 8 | hash[i] & 0xff;
            }
            return new SpanIds(seed);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The id of what began there. */
    long span(int source, long line, int rule) {
        return nonZero(mix(mix(mix(seed + source) + line) + rule));
    }

    long traceHigh(int number) {
        return nonZero(mix(seed + GAMMA * (2L * number + 1)));
    }

    long traceLow(int number) {
        return nonZero(mix(seed + GAMMA * (2L * number + 2)));
    }

    private static long nonZero(long id) {
        return id == 0 ? 1 : id;
    }

    /** SplitMix64's finalizer. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
