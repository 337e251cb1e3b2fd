package dev.tracebridge.demo.stream;

import java.io.IOException;

/**
 * The bytes of a migration stream or of a return path are not what the format asks for. The one error every reader of
 * this package raises for what it reads; trouble of the connection itself stays the {@link IOException} it is.
 */
public final class StreamFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final String expected;
    private final String found;

    /**
     * Describes one violation.
     *
     * @param offset bytes from the start of the stream to the first one that is wrong
     * @param expected what the format asks for there
     * @param found what is there instead
     */
    public StreamFormatException(long offset, String expected, String found) {
        super("offset " + offset + ": expected " + expected + ", found " + found);
        this.offset = offset;
        this.expected = expected;
        this.found = found;
    }

    /** Bytes from the start of the stream to the first one that is wrong. */
    public long offset() {
        return offset;
    }

    /** What the format asks for at {@link #offset()}. */
    public String expected() {
        return expected;
    }

    /** What was found at {@link #offset()}. */
    public String found() {
        return found;
    }
}
