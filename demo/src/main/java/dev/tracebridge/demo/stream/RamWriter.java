package dev.tracebridge.demo.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes the payload of RAM sections: the list of blocks, pages and the end of each section. Remembers the last block
 * over the sections of one connection, as the format wants it.
 *
 * <p>For one thread at a time.
 */
public final class RamWriter {

    /** The version of the format of RAM sections. */
    public static final int VERSION = 4;

    private final StreamOutput output;
    private final int pageSize;
    private String lastBlock;

    private RamWriter(StreamOutput output, int pageSize) {
        this.output = output;
        this.pageSize = pageSize;
    }

    /** Writes to {@code output}; offsets are multiples of {@code pageSize}. */
    public static RamWriter of(StreamOutput output, int pageSize) {
        return new RamWriter(output, pageSize);
    }

    /** The name and length in bytes of every block. */
    public void memorySize(List<RamBlockSize> blocks) throws IOException {
        long total = 0;
        for (RamBlockSize block : blocks) {
            total += block.usedLength();
        }
        output.u64(total | RamFlags.MEM_SIZE);
        for (RamBlockSize block : blocks) {
            output.name(block.name());
            output.u64(block.usedLength());
        }
    }

    /** A page with its bytes, which begin at {@code index} of {@code memory}. */
    public void page(String block, long offset, ByteBuffer memory, int index) throws IOException {
        recordHeader(block, offset, RamFlags.PAGE);
        output.bytes(memory, index, pageSize);
    }

    /** A page of zeros. */
    public void zeroPage(String block, long offset) throws IOException {
        recordHeader(block, offset, RamFlags.ZERO);
        output.u8(0);
    }

    /** What has changed in a page since it was last sent: the first {@code length} bytes of {@code encoded}. */
    public void xbzrlePage(String block, long offset, byte[] encoded, int length) throws IOException {
        recordHeader(block, offset, RamFlags.XBZRLE);
        output.u8(Xbzrle.ENCODING);
        output.u16(length);
        output.bytes(ByteBuffer.wrap(encoded), 0, length);
    }

    /** The end of a round on all multifd channels. */
    public void multifdFlush() throws IOException {
        output.u64(RamFlags.MULTIFD_FLUSH);
    }

    /** Forgets the last block, as both sides do when postcopy begins or goes on over a new connection. */
    public void forgetBlock() {
        lastBlock = null;
    }

    /** The end of this section's records. */
    public void endOfSection() throws IOException {
        output.u64(RamFlags.EOS);
    }

    /** The head of a record, which names its block unless the one before it was of the same; what it announces is to follow. */
    public void recordHeader(String block, long offset, int flags) throws IOException {
        if (block.equals(lastBlock)) {
            output.u64(offset | flags | RamFlags.CONTINUE);
        } else {
            output.u64(offset | flags);
            output.name(block);
            lastBlock = block;
        }
    }
}
