package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.util.List;

/** Takes the records of RAM sections as {@link RamReader} finds them. */
public interface RamRecordHandler {

    /**
     * All blocks of the source.
     *
     * @param offset where the record begins in the stream
     */
    void memorySize(long offset, List<RamBlockSize> blocks) throws IOException;

    /** A page of zeros at {@code page.offset()} of its block. */
    void zeroPage(RamPage page) throws IOException;

    /** A page with bytes: the handler must read exactly one page of them from {@code input}. */
    void page(RamPage page, StreamInput input) throws IOException;

    /**
     * A page as its difference to what was last sent of it: the handler must read exactly {@code length} bytes from
     * {@code input}. Skips them unless overridden.
     *
     * @param length 1 to the page size
     */
    default void xbzrlePage(RamPage page, int length, StreamInput input) throws IOException {
        input.skip(length, "the difference of a page of " + page.block());
    }

    /**
     * The pages of a block that stand behind its record in a file, each at its own place. Does nothing unless overridden.
     *
     * @param pages how many there are
     */
    default void mappedPages(String block, long pages) throws IOException {}

    /**
     * The end of a round on all multifd channels. Does nothing unless overridden.
     *
     * @param offset where the record begins in the stream
     */
    default void multifdFlush(long offset) throws IOException {}
}
