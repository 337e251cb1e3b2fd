package dev.tracebridge.demo.stream;

import java.nio.ByteBuffer;

/** A command as read from the stream. */
public final class CommandRecord {

    private final Command command;
    private final byte[] payload;

    CommandRecord(Command command, byte[] payload) {
        this.command = command;
        this.payload = payload;
    }

    /** The command. */
    public Command command() {
        return command;
    }

    /** Bytes of payload. */
    public int length() {
        return payload.length;
    }

    /** A copy of the payload. */
    public byte[] payload() {
        return payload.clone();
    }

    /** The payload's first four bytes, unsigned: the value of a PING, the length of a PACKAGED. */
    public int value() {
        return ByteBuffer.wrap(payload).getInt();
    }
}
