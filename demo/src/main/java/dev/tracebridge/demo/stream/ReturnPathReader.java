package dev.tracebridge.demo.stream;

import java.io.IOException;

/** Reads messages of the return path. For one thread at a time. */
public final class ReturnPathReader {

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
            default:
                throw new StreamFormatException(start, "a return path message (SHUT 1 or PONG 2)", "type " + type);
        }
    }

    private int word(long start, String message, int length) throws IOException {
        if (length != Integer.BYTES) {
            throw new StreamFormatException(start + Short.BYTES, "length 4 of " + message, "" + length);
        }
        return input.i32("value of " + message);
    }
}
