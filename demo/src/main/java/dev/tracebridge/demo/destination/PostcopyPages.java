package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamFlags;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.RamReader;
import dev.tracebridge.demo.stream.RamRecordHandler;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Puts pages of one channel in their place while the guest runs. A page that is there already is thrown away: the guest
 * may have written to it since. For one thread; another may do the same for another channel.
 */
final class PostcopyPages implements RamSections, RamRecordHandler {

    private final GuestMemory memory;
    private final PostcopyFaults faults;
    private final RamSequence sections;
    private final RamReader reader;
    private final ByteBuffer bytes = ByteBuffer.allocate(RamBlock.PAGE_SIZE);
    private volatile long normalPages;
    private volatile long zeroPages;

    PostcopyPages(GuestMemory memory, PostcopyFaults faults, RamSequence sections, StreamInput input) {
        this.memory = memory;
        this.faults = faults;
        this.sections = sections;
        this.reader = RamReader.of(input, RamBlock.PAGE_SIZE);
    }

    @Override
    public void load() throws IOException {
        sections.load(this::loadRecords);
    }

    /** Reads pages up to their end mark. */
    void loadRecords() throws IOException {
        reader.section(this);
        MigrationTrace.ram_load_postcopy_loop(0, RamFlags.EOS);
    }

    /** Pages that came with their bytes. */
    long normalPages() {
        return normalPages;
    }

    /** Pages that came as zeros. */
    long zeroPages() {
        return zeroPages;
    }

    @Override
    public void memorySize(long offset, List<RamBlockSize> blocks) throws IOException {
        throw new StreamFormatException(offset, "pages only, once the guest runs", "the list of RAM blocks");
    }

    @Override
    public void xbzrlePage(RamPage page, int length, StreamInput input) throws IOException {
        throw new StreamFormatException(page.position(), "whole pages only, once the guest runs", "a difference");
    }

    @Override
    public void multifdFlush(long offset) throws IOException {
        throw new StreamFormatException(offset, "pages only, once the guest runs", "the end of a round of multifd");
    }

    @Override
    public void zeroPage(RamPage page) throws IOException {
        RamBlock block = locate(page);
        MigrationTrace.ram_load_postcopy_loop(page.offset(), page.flags());
        int number = (int) (page.offset() / RamBlock.PAGE_SIZE);
        MigrationTrace.postcopy_place_page_zero(block.hostAddress(page.offset()));
        if (block.received().place(number, () -> block.zero(number))) {
            faults.placed(block, number);
        }
        zeroPages++;
    }

    @Override
    public void page(RamPage page, StreamInput from) throws IOException {
        RamBlock block = locate(page);
        MigrationTrace.ram_load_postcopy_loop(page.offset(), page.flags());
        from.bytes(bytes.clear(), "a page of " + block.name());
        int offset = (int) page.offset();
        int number = offset / RamBlock.PAGE_SIZE;
        if (block.received().place(number, () -> block.memory().put(offset, bytes.array()))) {
            MigrationTrace.postcopy_place_page(block.hostAddress(offset));
            faults.placed(block, number);
        }
        normalPages++;
    }

    private RamBlock locate(RamPage page) throws StreamFormatException {
        RamBlock block = memory.block(page.block())
                .orElseThrow(
                        () -> new StreamFormatException(page.position(), "a RAM block of this machine", page.block()));
        if (Long.compareUnsigned(page.offset(), block.length()) >= 0) {
            throw new StreamFormatException(
                    page.position(),
                    "a page within the " + block.length() + " bytes of " + block.name(),
                    String.format("one at 0x%x", page.offset()));
        }
        return block;
    }
}
