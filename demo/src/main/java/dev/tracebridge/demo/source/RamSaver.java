package dev.tracebridge.demo.source;

import dev.tracebridge.demo.engine.MigrationCapabilities;
import dev.tracebridge.demo.engine.MigrationCapabilities.MultifdFlush;
import dev.tracebridge.demo.engine.MigrationCapabilities.ZeroPages;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.RamWriter;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Sends guest RAM: what fills the START, PART and END sections of {@code ram}. For one thread.
 */
final class RamSaver {

    /** Milliseconds a PART section may take. */
    private static final long LONGEST_PART = 50;

    /** Pages between two looks at the clock. */
    private static final int CLOCK_INTERVAL = 64;

    private final List<RamBlock> blocks;
    private final List<GuestPages> pages;
    private final GuestMemory memory;
    private final DirtyPages dirty;
    private final LongSupplier milliseconds;
    private final MigrationCapabilities capabilities;
    private final XbzrlePages xbzrle;
    private final PageRequests requests = new PageRequests();
    private StreamOutput output;
    private RamWriter writer;
    private StreamOutput urgentOutput;
    private RamWriter urgentWriter;
    private MultifdSender multifd;
    private int blockIndex;
    private int page;
    private boolean firstRound = true;
    private boolean last;
    private boolean postcopy;
    private boolean unsynced;
    private long sentBefore;
    private long normalPages;
    private long zeroPages;

    RamSaver(
            GuestMemory memory,
            DirtyPages dirty,
            StreamOutput output,
            LongSupplier milliseconds,
            MigrationCapabilities capabilities) {
        this.memory = memory;
        this.blocks = memory.blocks();
        this.pages = blocks.stream().map(GuestPages::new).toList();
        this.dirty = dirty;
        this.output = output;
        this.writer = RamWriter.of(output, RamBlock.PAGE_SIZE);
        this.milliseconds = milliseconds;
        this.capabilities = capabilities;
        this.xbzrle = capabilities.xbzrleCache() > 0 ? new XbzrlePages(capabilities.xbzrleCache(), writer) : null;
    }

    /** From now on pages go over these channels. */
    void use(MultifdSender sender) {
        multifd = sender;
    }

    /** The START section's payload. */
    void setup() throws IOException, InterruptedException {
        dirty.sync();
        writer.memorySize(memory.sizes());
        unsynced = true;
        syncChannels();
        writer.endOfSection();
        output.flush();
    }

    /**
     * A PART section's payload: the pages that are waited for, whatever the window says, and other dirty pages until it
     * is exhausted, time is up or none is left.
     *
     * @return whether none is left
     */
    boolean iterate(TransferWindow window) throws IOException, InterruptedException {
        long start = milliseconds.getAsLong();
        boolean done = false;
        int sent = 0;
        while (saveRequested()) {
            sent++;
        }
        while (!window.isExhausted(sent())) {
            if (!savePage()) {
                done = true;
                break;
            }
            if (sent % CLOCK_INTERVAL == 0 && isBigWait(milliseconds.getAsLong() - start, sent)) {
                break;
            }
            sent++;
        }
        endSection();
        return done;
    }

    /** The END section's payload: everything that is left. The guest must stand still. */
    void complete() throws IOException, InterruptedException {
        last = true;
        dirty.sync();
        boolean more = true;
        while (more) {
            more = savePage();
        }
        unsynced = multifd != null;
        if (capabilities.multifdFlush() == MultifdFlush.ROUND) {
            syncChannels();
        }
        endSection();
    }

    /** The END section's payload after postcopy, when nothing is left. */
    void completePostcopy() throws IOException {
        writer.endOfSection();
        output.flush();
    }

    /** From now on the guest runs on the destination, and says which pages it waits for. */
    void beginPostcopy() {
        postcopy = true;
        writer.forgetBlock();
    }

    /** Urgent pages go over a channel of their own from now on. */
    void useForUrgentPages(StreamOutput urgent) {
        endUrgent();
        urgentOutput = urgent;
        urgentWriter = RamWriter.of(urgent, RamBlock.PAGE_SIZE);
    }

    /** Ends the channel of urgent pages, if there is one. */
    void completeUrgent() throws IOException {
        if (urgentOutput != null) {
            urgentWriter.endOfSection();
            urgentOutput.flush();
        }
    }

    /** Goes on over another connection. What was asked for is asked for again. */
    void continueOn(StreamOutput next) {
        sentBefore += output.position();
        endUrgent();
        output = next;
        writer = RamWriter.of(next, RamBlock.PAGE_SIZE);
        requests.clear();
        blockIndex = 0;
        page = 0;
    }

    private void endUrgent() {
        if (urgentOutput != null) {
            sentBefore += urgentOutput.position();
            urgentOutput = null;
            urgentWriter = null;
        }
    }

    /** What the guest waits for on the destination. */
    PageRequests requests() {
        return requests;
    }

    /** Bytes written so far, to all channels. */
    long sent() {
        return sentBefore
                + output.position()
                + (multifd == null ? 0 : multifd.sent())
                + (urgentOutput == null ? 0 : urgentOutput.position());
    }

    /** Pages sent with their bytes. */
    long normalPages() {
        return normalPages + (multifd == null ? 0 : multifd.normalPages());
    }

    /** Pages sent as zeros. */
    long zeroPages() {
        return zeroPages + (multifd == null ? 0 : multifd.zeroPages());
    }

    /** What XBZRLE came to; null where it is off. */
    XbzrleStatistics xbzrle() {
        return xbzrle == null ? null : xbzrle.statistics();
    }

    private static boolean isBigWait(long waited, int pages) {
        if (waited <= LONGEST_PART) {
            return false;
        }
        MigrationTrace.ram_save_iterate_big_wait(waited, pages);
        return true;
    }

    private void endSection() throws IOException, InterruptedException {
        if (capabilities.multifdFlush() == MultifdFlush.SECTION && multifd != null) {
            multifd.sync();
        }
        writer.endOfSection();
        output.flush();
    }

    /** Pages of the next round must not overtake those of this one. */
    private void syncChannels() throws IOException, InterruptedException {
        if (multifd != null && unsynced) {
            unsynced = false;
            multifd.sync();
            if (capabilities.multifdFlush() == MultifdFlush.ROUND) {
                writer.multifdFlush();
            }
        }
    }

    /** Sends the next dirty page, one that is waited for first; false if there is none in any block. */
    private boolean savePage() throws IOException, InterruptedException {
        return saveRequested() || saveNext();
    }

    private boolean saveNext() throws IOException, InterruptedException {
        for (int tried = 0; tried <= blocks.size(); tried++) {
            int next = dirty.next(blockIndex, page);
            if (next >= 0) {
                savePage(blocks.get(blockIndex), next);
                page = next + 1;
                return true;
            }
            blockIndex = (blockIndex + 1) % blocks.size();
            page = 0;
            if (blockIndex == 0) {
                firstRound = false;
                if (capabilities.multifdFlush() == MultifdFlush.ROUND) {
                    syncChannels();
                }
            }
        }
        return false;
    }

    /** Sends pages that are waited for until one was still dirty; false if there is none. */
    private boolean saveRequested() throws IOException {
        for (PageRequests.Request request = requests.poll(); request != null; request = requests.poll()) {
            RamBlock block = blocks.get(request.block());
            long offset = (long) request.page() * RamBlock.PAGE_SIZE;
            if (dirty.isDirty(request.block(), request.page())) {
                MigrationTrace.get_queued_page(block.name(), offset, request.page());
                saveUrgent(request.block(), request.page());
                return true;
            }
            MigrationTrace.get_queued_page_not_dirty(block.name(), offset, request.page());
        }
        return false;
    }

    /** The guest will want what lies behind the page next; so the scan goes on there. */
    private void saveUrgent(int index, int number) throws IOException {
        dirty.clear(index, number);
        if (urgentWriter != null) {
            saveWhole(blocks.get(index), number, urgentWriter);
            urgentOutput.flush();
        } else {
            blockIndex = index;
            page = number + 1;
            saveWhole(blocks.get(index), number, writer);
            output.flush();
        }
    }

    private void savePage(RamBlock block, int number) throws IOException, InterruptedException {
        dirty.clear(blockIndex, number);
        if (multifd != null && (multifd.findsZeros() || !mayBeZero() || !block.isZero(number))) {
            multifd.add(pages.get(blockIndex), number);
            unsynced = true;
        } else if (xbzrle != null && !postcopy) {
            saveWithXbzrle(block, number);
        } else {
            saveWhole(block, number, writer);
        }
    }

    private boolean mayBeZero() {
        return capabilities.zeroPages() != ZeroPages.NONE;
    }

    private void saveWithXbzrle(RamBlock block, int number) throws IOException {
        long offset = (long) number * RamBlock.PAGE_SIZE;
        if (block.isZero(number)) {
            writer.zeroPage(block.name(), offset);
            zeroPages++;
            if (!firstRound) {
                xbzrle.sentZeros(block, number, dirty.syncs());
            }
        } else if (firstRound) {
            saveNormalPage(block, offset, block.memory(), (int) offset, writer);
        } else if (!xbzrle.send(block, number, dirty.syncs(), last)) {
            saveNormalPage(block, offset, xbzrle.current(), 0, writer);
        }
    }

    private void saveWhole(RamBlock block, int number, RamWriter to) throws IOException {
        long offset = (long) number * RamBlock.PAGE_SIZE;
        if (block.isZero(number)) {
            to.zeroPage(block.name(), offset);
            zeroPages++;
        } else {
            saveNormalPage(block, offset, block.memory(), (int) offset, to);
        }
    }

    private void saveNormalPage(RamBlock block, long offset, ByteBuffer bytes, int index, RamWriter to)
            throws IOException {
        MigrationTrace.ram_save_page(block.name(), offset, block.hostAddress(offset));
        to.page(block.name(), offset, bytes, index);
        normalPages++;
    }
}
