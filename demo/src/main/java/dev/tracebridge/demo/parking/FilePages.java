package dev.tracebridge.demo.parking;

import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.source.OutgoingPages;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * The pages of one packet, by their order in it; their bytes stay in the file until they are sent.
 *
 * <p><b>Assumptions.</b> Filled by one thread and sent by one other, which was handed them by the first.
 */
final class FilePages implements OutgoingPages {

    private static final long NOWHERE = -1;

    private final FileChannel file;
    private final String block;
    private final ByteBuffer bytes = ByteBuffer.allocate(RamBlock.PAGE_SIZE);
    private final long[] offsets = new long[MultifdPacket.MAX_PAGES];
    private final long[] positions = new long[MultifdPacket.MAX_PAGES];
    private int count;

    FilePages(FileChannel file, String block) {
        this.file = file;
        this.block = block;
    }

    /** Whether there is no room for another page of {@code nextBlock}. */
    boolean areFull(String nextBlock) {
        return count == offsets.length || !block.equals(nextBlock);
    }

    /** Adds a page whose bytes begin at {@code position} of the file; returns its number. */
    int add(long offset, long position) {
        offsets[count] = offset;
        positions[count] = position;
        return count++;
    }

    /** Adds a page of zeros; returns its number. */
    int addZero(long offset) {
        return add(offset, NOWHERE);
    }

    @Override
    public String block() {
        return block;
    }

    @Override
    public long offset(int page) {
        return offsets[page];
    }

    @Override
    public boolean isZero(int page) {
        return positions[page] == NOWHERE;
    }

    @Override
    public void write(int page, StreamOutput output) throws IOException {
        if (isZero(page)) {
            output.bytes(new byte[bytes.capacity()]);
        } else {
            FileCopy.read(file, positions[page], bytes.clear());
            output.bytes(bytes, 0, bytes.capacity());
        }
    }
}
