package dev.tracebridge.demo.source;

import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

/** Sends guest RAM: what fills the START, PART and END sections of {@code ram}. For one thread. */
final class RamSaver {

    /** Milliseconds a PART section may take. */
    private static final long LONGEST_PART = 50;

    /** Pages between two looks at the clock. */
    private static final int CLOCK_INTERVAL = 64;

    private final List<RamBlock> blocks;
    private final GuestMemory memory;
    private final DirtyPages dirty;
    private final StreamOutput output;
    private final RamWriter writer;
    private final LongSupplier milliseconds;
    private int blockIndex;
    private int page;
    private long normalPages;
    private long zeroPages;

    RamSaver(GuestMemory memory, DirtyPages dirty, StreamOutput output, LongSupplier milliseconds) {
        this.memory = memory;
        this.blocks = memory.blocks();
        this.dirty = dirty;
        this.output = output;
        this.writer = RamWriter.of(output, RamBlock.PAGE_SIZE);
        this.milliseconds = milliseconds;
    }

    /** The START section's payload. */
    void setup() throws IOException {
        dirty.sync();
        writer.memorySize(memory.sizes());
        writer.endOfSection();
        output.flush();
    }

    /**
     * A PART section's payload: dirty pages until the window is exhausted, time is up or none is left.
     *
     * @return whether none is left
     */
    boolean iterate(TransferWindow window) throws IOException {
        long start = milliseconds.getAsLong();
        boolean done = false;
        int sent = 0;
        while (!window.isExhausted(output.position())) {
            if (!savePage()) {
                done = true;
                break;
            }
            if (sent % CLOCK_INTERVAL == 0 && isBigWait(milliseconds.getAsLong() - start, sent)) {
                break;
            }
            sent++;
        }
        writer.endOfSection();
        output.flush();
        return done;
    }

    /** The END section's payload: everything that is left. The guest must stand still. */
    void complete() throws IOException {
        dirty.sync();
        boolean more = true;
        while (more) {
            more = savePage();
        }
        writer.endOfSection();
        output.flush();
    }

    /** Pages sent with their bytes. */
    long normalPages() {
        return normalPages;
    }

    /** Pages sent as zeros. */
    long zeroPages() {
        return zeroPages;
    }

    private static boolean isBigWait(long waited, int pages) {
        if (waited <= LONGEST_PART) {
            return false;
        }
        MigrationTrace.ram_save_iterate_big_wait(waited, pages);
        return true;
    }

    /** Sends the next dirty page from where the last one was; false if there is none in any block. */
    private boolean savePage() throws IOException {
        for (int tried = 0; tried <= blocks.size(); tried++) {
            int next = dirty.next(blockIndex, page);
            if (next >= 0) {
                savePage(blocks.get(blockIndex), next);
                page = next + 1;
                return true;
            }
            blockIndex = (blockIndex + 1) % blocks.size();
            page = 0;
        }
        return false;
    }

    private void savePage(RamBlock block, int number) throws IOException {
        dirty.clear(blockIndex, number);
        long offset = (long) number * RamBlock.PAGE_SIZE;
        if (block.isZero(number)) {
            writer.zeroPage(block.name(), offset);
            zeroPages++;
        } else {
            saveNormalPage(block, offset);
        }
    }

    private void saveNormalPage(RamBlock block, long offset) throws IOException {
        MigrationTrace.ram_save_page(block.name(), offset, block.hostAddress(offset));
        writer.page(block.name(), offset, block.memory(), (int) offset);
        normalPages++;
    }
}
