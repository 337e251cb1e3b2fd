package dev.tracebridge.exporter;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The collector has taken a request and rejected some of what was in it: field 1, {@code partial_success}, of an OTLP answer, and in that field 1,
 * the number. What the collector says of it is left out.
 *
 * <p>See <a href="https://opentelemetry.io/docs/specs/otlp/#partial-success-1">the protocol</a>.
 */
final class PartialSuccess extends Exception {

    private static final long serialVersionUID = 1;

    private static final int FIELD = 1;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;
    private static final int KIND_BITS = 3;
    private static final int VARINT_BITS = 70;

    private final long rejected;

    private PartialSuccess(long rejected) {
        super("the collector rejected " + rejected + " of what it was sent");
        this.rejected = rejected;
    }

    /** How many spans, log records or data points were rejected; positive. */
    long rejected() {
        return rejected;
    }

    /**
     * Looks at the body of an answer that says that the request was taken.
     *
     * @return nothing where all was taken, or where the body is no such message
     */
    static Optional<PartialSuccess> in(byte[] answer) {
        try {
            ByteBuffer message = ByteBuffer.wrap(answer);
            if (!seek(message, BYTES)) {
                return Optional.empty();
            }
            int length = (int) Math.min(varint(message), Integer.MAX_VALUE);
            ByteBuffer partial = message.slice(message.position(), length);
            long count = seek(partial, VARINT) ? varint(partial) : 0;
            return count > 0 ? Optional.of(new PartialSuccess(count)) : Optional.empty();
        } catch (IllegalArgumentException | IndexOutOfBoundsException noMessage) {
            return Optional.empty();
        }
    }

    /** Finds field 1; false where the message has none of that kind. */
    private static boolean seek(ByteBuffer message, int kind) {
        while (message.hasRemaining()) {
            long tag = varint(message);
            if (tag == (FIELD << KIND_BITS | kind)) {
                return true;
            }
            skip(message, (int) (tag & (1 << KIND_BITS) - 1));
        }
        return false;
    }

    private static void skip(ByteBuffer message, int kind) {
        switch (kind) {
            case VARINT -> varint(message);
            case FIXED_64 -> message.position(message.position() + Long.BYTES);
            case BYTES -> {
                long length = varint(message);
                message.position(
                        Math.addExact(message.position(), Math.toIntExact(Math.min(length, Integer.MAX_VALUE / 2))));
            }
            case FIXED_32 -> message.position(message.position() + Integer.BYTES);
            default -> throw new IllegalArgumentException("no message");
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < VARINT_BITS; shift += 7) {
            // Beyond the end of a slice there is nothing either.
            byte part = message.hasRemaining() ? message.get() : end();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("no number");
    }

    private static byte end() {
        throw new IllegalArgumentException("cut off");
    }
}
