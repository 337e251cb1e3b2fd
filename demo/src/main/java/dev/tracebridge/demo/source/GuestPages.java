package dev.tracebridge.demo.source;

import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.StreamOutput;
import java.io.IOException;

/**
 * The pages of a guest that may write to them meanwhile.
 *
 * @param memory the block they are of
 */
record GuestPages(RamBlock memory) implements OutgoingPages {

    @Override
    public String block() {
        return memory.name();
    }

    @Override
    public long offset(int page) {
        return (long) page * RamBlock.PAGE_SIZE;
    }

    @Override
    public boolean isZero(int page) {
        return memory.isZero(page);
    }

    @Override
    public void write(int page, StreamOutput output) throws IOException {
        output.bytes(memory.memory(), page * RamBlock.PAGE_SIZE, RamBlock.PAGE_SIZE);
    }
}
