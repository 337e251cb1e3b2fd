package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamBlockSize;
import dev.tracebridge.demo.stream.RamPage;
import dev.tracebridge.demo.stream.RamReader;
import dev.tracebridge.demo.stream.RamRecordHandler;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.Xbzrle;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Receives guest RAM: what the sections of {@code ram} hold. The guest must stand still. For one thread. */
final class RamLoader implements RamSections, RamRecordHandler {

    private final GuestMemory memory;
    private final StreamInput input;
    private final RamReader reader;
    private final RamSequence sections;
    private MultifdReceiver multifd;
    private boolean flushEachSection;
    private boolean tracking;
    private RamBlock block;
    private String aPage;
    private long normalPages;
    private long zeroPages;
    private long xbzrlePages;

    RamLoader(GuestMemory memory, StreamInput input, RamSequence sections) {
        this.memory = memory;
        this.sections = sections;
        this.input = input;
        this.reader = RamReader.of(input, RamBlock.PAGE_SIZE);
    }

    /** From now on pages come over these channels too. */
    void use(MultifdReceiver receiver, MultifdFlush flush) {
        multifd = receiver;
        flushEachSection = flush == MultifdFlush.SECTION;
    }

    /** From now on the pages received are noted, for postcopy may follow. */
    void trackReceived() {
        tracking = true;
    }

    @Override
    public void load() throws IOException {
        sections.load(() -> {
            reader.section(this);
            if (multifd != null && flushEachSection) {
                multifd.sync();
            }
        });
    }

    @Override
    public void memorySize(long offset, List<RamBlockSize> blocks) throws IOException {
        if (!memory.isLaidOut()) {
            layOut(offset, blocks);
        }
        Set<String> seen = new HashSet<>();
        for (RamBlockSize size : blocks) {
            RamBlock local = memory.block(size.name())
                    .orElseThrow(() -> new StreamFormatException(offset, "a RAM block of this machine", size.name()));
            if (local.length() != size.usedLength()) {
                throw new StreamFormatException(
                        offset,
                        local.length() + " bytes of RAM block " + size.name() + " as here",
                        size.usedLength() + " bytes");
            }
            if (!seen.add(size.name())) {
                throw new StreamFormatException(offset, "each RAM block once", size.name() + " again");
            }
        }
        if (seen.size() != memory.blocks().size()) {
            throw new StreamFormatException(
                    offset, memory.blocks().size() + " RAM blocks", seen.size() + ": " + String.join(", ", seen));
        }
    }

    private void layOut(long offset, List<RamBlockSize> blocks) throws StreamFormatException {
        try {
            memory.layOut(blocks);
        } catch (IllegalArgumentException e) {
            throw new StreamFormatException(offset, "memory that fits here", e.getMessage());
        }
        if (tracking) {
            IncomingPostcopy.forgetAll(memory);
        }
    }

    @Override
    public void zeroPage(RamPage page) throws IOException {
        int offset = locate(page);
        trace(page);
        block.zero(offset / RamBlock.PAGE_SIZE);
        noteReceived(offset);
        zeroPages++;
    }

    @Override
    public void multifdFlush(long offset) throws IOException {
        if (multifd == null) {
            throw new StreamFormatException(offset, "no multifd, which is off here", "the end of a round of it");
        }
        if (!flushEachSection) {
            multifd.sync();
        }
    }

    @Override
    public void xbzrlePage(RamPage page, int length, StreamInput from) throws IOException {
        int offset = locate(page);
        trace(page);
        long start = from.position();
        byte[] encoded = from.bytes(length, "the difference of a page of " + block.name());
        Xbzrle.decode(encoded, block.memory(), offset, RamBlock.PAGE_SIZE, start);
        noteReceived(offset);
        xbzrlePages++;
    }

    @Override
    public void page(RamPage page, StreamInput from) throws IOException {
        int offset = locate(page);
        trace(page);
        from.bytes(block.memory(), offset, RamBlock.PAGE_SIZE, aPage);
        noteReceived(offset);
        normalPages++;
    }

    /** Pages received with their bytes. */
    long normalPages() {
        return normalPages;
    }

    /** Pages received as zeros. */
    long zeroPages() {
        return zeroPages;
    }

    /** Pages received as their difference. */
    long xbzrlePages() {
        return xbzrlePages;
    }

    private void noteReceived(int offset) {
        if (tracking) {
            block.received().note(offset / RamBlock.PAGE_SIZE);
        }
    }

    private void trace(RamPage page) {
        MigrationTrace.ram_load_loop(block.name(), page.offset(), page.flags(), block.hostAddress(page.offset()));
    }

    /** Finds the page's block, and returns where in it the page begins. */
    private int locate(RamPage page) throws StreamFormatException {
        if (block == null || !block.name().equals(page.block())) {
            block = memory.block(page.block())
                    .orElseThrow(() ->
                            new StreamFormatException(page.position(), "a RAM block of this machine", page.block()));
            aPage = "a page of " + block.name();
        }
        if (Long.compareUnsigned(page.offset(), block.length()) >= 0) {
            throw new StreamFormatException(
                    page.position(),
                    "a page within the " + block.length() + " bytes of " + block.name(),
                    String.format("one at 0x%x", page.offset()));
        }
        return (int) page.offset();
    }
}
