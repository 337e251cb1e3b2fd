package dev.tracebridge.demo.stream;

/**
 * The head of a page record. One instance is used for all records of a reader: it holds good only during the call it is
 * passed to.
 */
public final class RamPage {

    private long position;
    private String block;
    private long offset;
    private int flags;

    RamPage() {}

    /** Where the record begins in the stream. */
    public long position() {
        return position;
    }

    /** The name of the page's block. */
    public String block() {
        return block;
    }

    /** The page's first byte in its block; a multiple of the page size, otherwise whatever the peer claims. */
    public long offset() {
        return offset;
    }

    /** The {@link RamFlags} of the record. */
    public int flags() {
        return flags;
    }

    void set(long newPosition, String newBlock, long newOffset, int newFlags) {
        position = newPosition;
        block = newBlock;
        offset = newOffset;
        flags = newFlags;
    }
}
