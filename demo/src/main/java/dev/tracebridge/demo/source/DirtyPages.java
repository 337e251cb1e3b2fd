package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.memory.DirtyLog;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.PageBitmap;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.migration.MigrationTrace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The pages that have still to be sent, and how fast the guest makes more of them. The guest's log is read at each sync,
 * but cleared piece by piece only just before the first page of a piece is sent, as QEMU does to spare the guest.
 *
 * <p>For one thread; the guest may write all the time.
 */
final class DirtyPages {

    /** Words of 64 pages in a piece of the log: 2<sup>18</sup> pages, which is a GiB. */
    private static final int CHUNK_WORDS = (1 << 18) / Long.SIZE;

    private static final long CHUNK_BYTES = (long) CHUNK_WORDS * Long.SIZE * RamBlock.PAGE_SIZE;

    private static final long PERIOD = 1000;

    private final List<Block> blocks = new ArrayList<>();
    private final LongSupplier milliseconds;
    private long dirtyPages;
    private long periodStart;
    private long periodPages;
    private long pagesPerSecond;
    private volatile long syncs;
    private long remainingAtSync;
    private AutoConverge autoConverge;

    private static final class Block {
        private final RamBlock ram;
        private final PageBitmap toSend;
        private final BitSet chunksToClear = new BitSet();

        private Block(RamBlock ram) {
            this.ram = ram;
            this.toSend = new PageBitmap(ram.pages());
        }
    }

    /** All pages of all blocks are dirty to begin with. */
    DirtyPages(GuestMemory memory, LongSupplier milliseconds) {
        this.milliseconds = milliseconds;
        this.periodStart = milliseconds.getAsLong();
        for (RamBlock ram : memory.blocks()) {
            Block block = new Block(ram);
            block.toSend.setAll();
            blocks.add(block);
            dirtyPages += ram.pages();
        }
    }

    /**
     * Takes over what the guest has written since the last time.
     *
     * @return pages that became dirty since the dirty rate was last worked out, which is at least a second ago
     */
    @TracepointSpan("migration_bitmap_sync")
    @Result("dirty_pages")
    long sync() {
        syncs++;
        for (Block block : blocks) {
            DirtyLog log = block.ram.dirtyLog();
            for (int word = 0; word < log.wordCount(); word++) {
                int fresh = block.toSend.merge(word, log.word(word));
                dirtyPages += fresh;
                periodPages += fresh;
            }
            block.chunksToClear.set(0, (log.wordCount() + CHUNK_WORDS - 1) / CHUNK_WORDS);
        }
        remainingAtSync = remaining();
        long synced = periodPages;
        long now = milliseconds.getAsLong();
        if (now > periodStart + PERIOD) {
            pagesPerSecond = periodPages * 1000 / (now - periodStart);
            if (autoConverge != null) {
                autoConverge.periodEnded(periodPages * RamBlock.PAGE_SIZE);
            }
            periodStart = now;
            periodPages = 0;
        }
        return synced;
    }

    /** Reports each period's dirty bytes from now on. */
    void reportTo(AutoConverge listener) {
        autoConverge = listener;
    }

    /** Whether a page has to be sent, as far as known. */
    boolean isDirty(int index, int page) {
        return blocks.get(index).toSend.isSet(page);
    }

    /** The lowest page of the block at {@code index} from {@code page} on that need not be sent. */
    int nextClean(int index, int page) {
        return blocks.get(index).toSend.nextUnset(page);
    }

    /** From now on exactly those pages of the block at {@code index} have to be sent that were not received. */
    void reload(int index, BitSet received) {
        Block block = blocks.get(index);
        block.chunksToClear.clear();
        block.toSend.setAllBut(received);
        dirtyPages = 0;
        for (Block each : blocks) {
            dirtyPages += each.toSend.count();
        }
    }

    /** The lowest page of the block at {@code index} from {@code page} on that has to be sent; -1 if there is none. */
    int next(int index, int page) {
        return blocks.get(index).toSend.next(page);
    }

    /** Notes that a page is about to be read and sent. What the guest writes to it after this makes it dirty again. */
    void clear(int index, int page) {
        Block block = blocks.get(index);
        int chunk = page / Long.SIZE / CHUNK_WORDS;
        if (block.chunksToClear.get(chunk)) {
            block.chunksToClear.clear(chunk);
            MigrationTrace.migration_bitmap_clear_dirty(block.ram.name(), chunk * CHUNK_BYTES, CHUNK_BYTES, page);
            clearLog(block, chunk);
        }
        block.toSend.clear(page);
        dirtyPages--;
    }

    /** Bytes that have still to be sent, as far as known. */
    long remaining() {
        return dirtyPages * RamBlock.PAGE_SIZE;
    }

    /** Pages that have still to be sent, as far as known. */
    long pages() {
        return dirtyPages;
    }

    /** Bytes that had still to be sent right after the last sync. */
    long remainingAtSync() {
        return remainingAtSync;
    }

    /** Pages a second that the guest dirties; 0 until it has been watched for a second. */
    long rate() {
        return pagesPerSecond;
    }

    /** How often the guest's log has been read. */
    long syncs() {
        return syncs;
    }

    /** Only pages that are about to be sent are cleared: a mark that came after the sync stays for the next one. */
    private void clearLog(Block block, int chunk) {
        DirtyLog log = block.ram.dirtyLog();
        int first = chunk * CHUNK_WORDS;
        int end = Math.min(log.wordCount(), first + CHUNK_WORDS);
        for (int word = first; word < end; word++) {
            long pages = block.toSend.word(word);
            if (pages != 0) {
                log.clear(word, pages);
            }
        }
    }
}
