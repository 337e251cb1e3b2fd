package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.MultifdPacket;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;

/** Puts the pages of packets into memory. */
record MultifdMemory(GuestMemory memory) implements MultifdPages {

    @Override
    public void take(long position, MultifdPacket packet, StreamInput input) throws IOException {
        RamBlock block = memory.block(packet.block())
                .orElseThrow(() -> new StreamFormatException(position, "a RAM block of this machine", packet.block()));
        String page = "a page of " + block.name();
        for (int i = 0; i < packet.normalPages() + packet.zeroPages(); i++) {
            long offset = packet.offset(i);
            if (offset % RamBlock.PAGE_SIZE != 0 || Long.compareUnsigned(offset, block.length()) >= 0) {
                throw new StreamFormatException(
                        position,
                        "pages within the " + block.length() + " bytes of " + block.name(),
                        String.format("one at 0x%x", offset));
            }
            if (i < packet.normalPages()) {
                input.bytes(block.memory(), (int) offset, RamBlock.PAGE_SIZE, page);
            } else {
                block.zero((int) (offset / RamBlock.PAGE_SIZE));
            }
        }
    }
}
