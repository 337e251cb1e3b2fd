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
    private final boolean cutOff;

    /**
     * Describes one violation.
     *
     * @param offset bytes from the start of the stream to the first one that is wrong
     * @param expected what the format asks for there
     * @param found what is there instead
     */
    public StreamFormatException(long offset, String expected, String found) {
        this(offset, expected, found, false);
    }

    private StreamFormatException(long offset, String expected, String found, boolean cutOff) {
        super("offset " + offset + ": expected " + expected + ", found " + found);
        this.offset = offset;
        this.expected = expected;
        this.found = found;
        this.cutOff = cutOff;
    }

    /** A stream that ends where more was to come. */
    static StreamFormatException cutOff(long offset, String expected, String found) {
        return new StreamFormatException(offset, expected, found, true);
    }

    /** Whether nothing is wrong with the stream but that it ends too early. */
    public boolean isCutOff() {
        return cutOff;
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
