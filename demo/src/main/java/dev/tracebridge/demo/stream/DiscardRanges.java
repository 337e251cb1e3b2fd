package dev.tracebridge.demo.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The payload of POSTCOPY_RAM_DISCARD: parts of a block that the destination must forget, because they were dirtied after
 * they had been sent, or never sent.
 *
 * @param block the block's name
 * @param ranges the parts, {@link #MAX_RANGES} at most
 */
public record DiscardRanges(String block, List<Range> ranges) {

    /** The most parts of one command. */
    public static final int MAX_RANGES = 12;

    private static final int VERSION = 0;

    /**
     * A part of a block, in bytes.
     *
     * @param start where it begins
     * @param length how long it is
     */
    public record Range(long start, long length) {}

    /** Takes a copy. */
    public DiscardRanges {
        Objects.requireNonNull(block, "block");
        ranges = List.copyOf(ranges);
    }

    /** The payload. */
    public byte[] payload() {
        byte[] name = block.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(3 + name.length + ranges.size() * 2 * Long.BYTES);
        bytes.put((byte) VERSION).put((byte) name.length).put(name).put((byte) 0);
        for (Range range : ranges) {
            bytes.putLong(range.start()).putLong(range.length());
        }
        return bytes.array();
    }

    /**
     * Reads a payload.
     *
     * @param position where the command begins in its stream, for the error
     */
    public static DiscardRanges of(CommandRecord command, long position) throws StreamFormatException {
        ByteBuffer bytes = ByteBuffer.wrap(command.payload());
        if (bytes.remaining() < 2 || bytes.get() != VERSION) {
            throw new StreamFormatException(position, "version " + VERSION + " of a discard", "another or none");
        }
        int length = Byte.toUnsignedInt(bytes.get());
        if (bytes.remaining() < length + 1 || bytes.get(bytes.position() + length) != 0) {
            throw new StreamFormatException(position, "a RAM block name that ends with 0", length + " bytes without");
        }
        byte[] name = new byte[length];
        bytes.get(name).get();
        int rest = bytes.remaining();
        if (rest % (2 * Long.BYTES) != 0 || rest > MAX_RANGES * 2 * Long.BYTES) {
            throw new StreamFormatException(
                    position, "ranges of 16 bytes, at most " + MAX_RANGES, rest + " bytes of them");
        }
        List<Range> ranges = new ArrayList<>();
        while (bytes.hasRemaining()) {
            ranges.add(new Range(bytes.getLong(), bytes.getLong()));
        }
        return new DiscardRanges(PrintableText.of(name, name.length), ranges);
    }
}
