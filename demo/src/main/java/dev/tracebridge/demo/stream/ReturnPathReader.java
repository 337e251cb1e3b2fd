package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.util.BitSet;

/** Reads messages of the return path. For one thread at a time. */
public final class ReturnPathReader {

    /** The longest bitmap accepted, in bytes: that of a block of 1 TiB. */
    public static final int MAX_BITMAP = 1 << 25;

    private final StreamInput input;

    private ReturnPathReader(StreamInput input) {
        this.input = input;
    }

    /** Reads from {@code input}. */
    public static ReturnPathReader of(StreamInput input) {
        return new ReturnPathReader(input);
    }

    /** Waits for the next message. */
    public ReturnPathMessage next() throws IOException {
        long start = input.position();
        int type = input.u16("return path message type");
        int length = input.u16("return path message length");
        switch (type) {
            case ReturnPathMessage.Shut.TYPE:
                return new ReturnPathMessage.Shut(word(start, "SHUT", length));
            case ReturnPathMessage.Pong.TYPE:
                return new ReturnPathMessage.Pong(word(start, "PONG", length));
            case ReturnPathMessage.RequestPages.TYPE_WITH_BLOCK, ReturnPathMessage.RequestPages.TYPE:
                return request(start, type, length);
            case ReturnPathMessage.ReceivedBitmap.TYPE:
                return bitmap(start, length);
            case ReturnPathMessage.ResumeAck.TYPE:
                return new ReturnPathMessage.ResumeAck(word(start, "RESUME_ACK", length));
            case ReturnPathMessage.SwitchoverAck.TYPE:
                requireLength(start, "SWITCHOVER_ACK", 0, length);
                return new ReturnPathMessage.SwitchoverAck();
            default:
                throw new StreamFormatException(start, "a return path message (1 to 7)", "type " + type);
        }
    }

    private ReturnPathMessage request(long start, int type, int length) throws IOException {
        long offset = input.u64("start of the pages requested");
        int bytes = input.i32("length of the pages requested");
        String block = type == ReturnPathMessage.RequestPages.TYPE_WITH_BLOCK ? input.name("RAM block name") : null;
        ReturnPathMessage request = new ReturnPathMessage.RequestPages(block, offset, bytes);
        requireLength(start, "a request for pages", request.length(), length);
        return request;
    }

    private ReturnPathMessage bitmap(long start, int length) throws IOException {
        String block = input.name("RAM block name");
        long sizeStart = input.position();
        long size = input.u64("size of a bitmap");
        if (size < 0 || size > MAX_BITMAP || size % Long.BYTES != 0) {
            throw new StreamFormatException(
                    sizeStart, "a multiple of 8 bytes of bitmap, at most " + MAX_BITMAP, Long.toUnsignedString(size));
        }
        BitSet received = BitSet.valueOf(input.bytes((int) size, "the bitmap of " + block));
        long endStart = input.position();
        long end = input.u64("end mark of a bitmap");
        if (end != ReturnPathMessage.ReceivedBitmap.END_MARK) {
            throw new StreamFormatException(
                    endStart,
                    String.format("end mark 0x%016x", ReturnPathMessage.ReceivedBitmap.END_MARK),
                    String.format("0x%016x", end));
        }
        ReturnPathMessage bitmap = new ReturnPathMessage.ReceivedBitmap(block, size, received);
        requireLength(start, "RECV_BITMAP", bitmap.length(), length);
        return bitmap;
    }

    private int word(long start, String message, int length) throws IOException {
        requireLength(start, message, Integer.BYTES, length);
        return input.i32("value of " + message);
    }

    private static void requireLength(long start, String message, int expected, int length)
            throws StreamFormatException {
        if (length != expected) {
            throw new StreamFormatException(start + Short.BYTES, "length " + expected + " of " + message, "" + length);
        }
    }
}
