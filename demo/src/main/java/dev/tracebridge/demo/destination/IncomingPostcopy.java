package dev.tracebridge.demo.destination;

import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.engine.WorkerThread;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.DiscardRanges;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamInput;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The guest runs here, and its memory follows.
 *
 * <p><b>Assumptions.</b> The migration's main thread advises, discards, listens and runs, in this order, and says with
 * {@link #guestRuns} or {@link #giveUp} how it went; the listen thread does the rest. <b>Guarantees.</b> The guest sees
 * no page before it has arrived, and each as the source last had it. <b>Progress.</b> A pause lasts until
 * {@link MoreChannels#recover} gives a channel or gives up; then the guest stops at the next page it misses.
 */
final class IncomingPostcopy {

    /** How far postcopy has come, in QEMU's order. */
    private enum Phase {
        NONE,
        ADVISE,
        DISCARD,
        LISTENING,
        RUNNING,
        END
    }

    private static final long WAIT_SLICE_MILLIS = 50;

    private final GuestMemory memory;
    private final MoreChannels more;
    private final boolean preempt;
    private final Duration peerTimeout;
    private final MigrationState state;
    private final ReturnPathSender returnPath;
    private final RamSequence sections;
    private final Runnable whenDone;
    private final PostcopyFaults faults;
    private final CountDownLatch decided = new CountDownLatch(1);
    private WorkerThread listenThread;
    private StateLoader loader;
    private StreamInput input;
    private PostcopyPages pages;
    private PostcopyUrgentPages urgent;
    private volatile Phase phase = Phase.NONE;
    private volatile boolean guestRuns;
    private volatile IOException failure;
    private volatile int pauses;
    private long normalPages;
    private long zeroPages;
    private long received;

    IncomingPostcopy(
            GuestMemory memory,
            MoreChannels more,
            boolean preempt,
            Duration peerTimeout,
            MigrationState state,
            ReturnPathSender returnPath,
            RamSequence sections,
            Runnable whenDone) {
        this.memory = memory;
        this.more = more;
        this.preempt = preempt;
        this.peerTimeout = peerTimeout;
        this.state = state;
        this.returnPath = returnPath;
        this.sections = sections;
        this.whenDone = whenDone;
        this.faults = new PostcopyFaults(returnPath);
    }

    /** Postcopy may follow. */
    @Tracepoint("loadvm_postcopy_handle_advise")
    void advise(long position, long blockPages, long targetPage) throws IOException {
        require(position, phase == Phase.NONE, "POSTCOPY_ADVISE once, before all other commands of postcopy");
        if (blockPages != RamBlock.PAGE_SIZE || targetPage != RamBlock.PAGE_SIZE) {
            throw new StreamFormatException(
                    position,
                    "pages of " + RamBlock.PAGE_SIZE + " bytes",
                    "page sizes " + blockPages + " and " + targetPage);
        }
        phase = Phase.ADVISE;
        forgetAll(memory);
    }

    /** Nothing has been received yet. Where memory is laid out as the stream says, that comes after the advice. */
    static void forgetAll(GuestMemory memory) {
        for (RamBlock block : memory.blocks()) {
            MigrationTrace.postcopy_init_range(block.name(), block.hostAddress(0), 0, block.length());
            forget(block, 0, block.length());
        }
    }

    /** Parts of a block were dirtied after they had been sent. */
    @Tracepoint("loadvm_postcopy_ram_handle_discard")
    void discard(long position, DiscardRanges ranges) throws IOException {
        require(
                position,
                phase == Phase.ADVISE || phase == Phase.DISCARD,
                "POSTCOPY_RAM_DISCARD after POSTCOPY_ADVISE and before POSTCOPY_LISTEN");
        if (phase == Phase.ADVISE) {
            phase = Phase.DISCARD;
            for (RamBlock each : memory.blocks()) {
                MigrationTrace.postcopy_nhp_range(each.name(), each.hostAddress(0), 0, each.length());
            }
        }
        RamBlock block = memory.block(ranges.block())
                .orElseThrow(() -> new StreamFormatException(position, "a RAM block of this machine", ranges.block()));
        MigrationTrace.loadvm_postcopy_ram_handle_discard_header(
                block.name(), (short) (ranges.ranges().size() * 2 * Long.BYTES));
        for (DiscardRanges.Range range : ranges.ranges()) {
            discard(position, block, range);
        }
        MigrationTrace.loadvm_postcopy_ram_handle_discard_end();
    }

    private static void discard(long position, RamBlock block, DiscardRanges.Range range) throws IOException {
        long start = range.start();
        long length = range.length();
        if (start < 0
                || length <= 0
                || start % RamBlock.PAGE_SIZE != 0
                || length % RamBlock.PAGE_SIZE != 0
                || start > block.length() - length) {
            throw new StreamFormatException(
                    position,
                    "whole pages within the " + block.length() + " bytes of " + block.name(),
                    String.format("0x%x bytes at 0x%x", length, start));
        }
        forget(block, start, length);
    }

    private static void forget(RamBlock block, long start, long length) {
        MigrationTrace.ram_discard_range(block.name(), start, length);
        int first = (int) (start / RamBlock.PAGE_SIZE);
        int end = first + (int) (length / RamBlock.PAGE_SIZE);
        block.received().forget(first, end);
        for (int page = first; page < end; page++) {
            block.zero(page);
        }
    }

    /** Hands the rest of the stream to a thread of its own. */
    @Tracepoint("loadvm_postcopy_handle_listen")
    void listen(long position, StateLoader main, StreamInput rest) throws IOException {
        require(
                position,
                phase == Phase.ADVISE || phase == Phase.DISCARD,
                "POSTCOPY_LISTEN once, after POSTCOPY_ADVISE");
        phase = Phase.LISTENING;
        faults.start();
        loader = main;
        input = rest;
        openUrgent();
        MigrationTrace.postcopy_ram_enable_notify();
        listenThread = WorkerThread.of("mig/dst/listen", this::run);
        listenThread.start();
    }

    /** The guest is to run: from now on it waits for the pages it misses. */
    @Tracepoint("loadvm_postcopy_handle_run")
    void run(long position) throws IOException {
        require(position, phase == Phase.LISTENING, "POSTCOPY_RUN after POSTCOPY_LISTEN");
        phase = Phase.RUNNING;
        for (RamBlock block : memory.blocks()) {
            block.reportFaultsTo(faults);
        }
    }

    /** Whether the rest of the stream has its own thread. */
    boolean isListening() {
        return listenThread != null;
    }

    /** Whether postcopy was announced. */
    boolean isAdvised() {
        return phase != Phase.NONE;
    }

    /** QEMU's number of how far this has come. */
    int phase() {
        return phase.ordinal();
    }

    /** The guest has been started. */
    void guestRuns() {
        guestRuns = true;
        decided.countDown();
    }

    /** The guest will not be started. */
    void giveUp() {
        decided.countDown();
        closeInput();
    }

    /** Waits until all memory is here, or nobody hopes for it any more. */
    void await() throws IOException {
        listenThread.join();
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes the connection that was used last. */
    void close() {
        if (input != null) {
            closeInput();
        }
    }

    /** Says which pages of a block are here. */
    void receivedBitmap(long position, String name) throws IOException {
        require(position, state.get() == MigrationStatus.POSTCOPY_RECOVER, "RECV_BITMAP after a pause");
        RamBlock block = memory.block(name)
                .orElseThrow(() -> new StreamFormatException(position, "a RAM block of this machine", name));
        ReturnPathMessage.ReceivedBitmap bitmap = ReturnPathMessage.ReceivedBitmap.of(
                name, block.pages(), block.received().pages());
        returnPath.send(bitmap);
        MigrationTrace.migrate_send_rp_recv_bitmap(name, bitmap.size() + Long.BYTES);
        MigrationTrace.loadvm_handle_recv_bitmap(name);
    }

    /** Both sides know where they were: goes on. */
    @Tracepoint("loadvm_postcopy_handle_resume")
    void resume(long position) throws IOException {
        require(position, state.get() == MigrationStatus.POSTCOPY_RECOVER, "POSTCOPY_RESUME after a pause");
        openUrgent();
        state.set(MigrationStatus.POSTCOPY_RECOVER, MigrationStatus.POSTCOPY_ACTIVE);
        returnPath.send(new ReturnPathMessage.ResumeAck(ReturnPathMessage.ResumeAck.OK));
        faults.goOn();
    }

    /** Pages the guest waited for. */
    long pageFaults() {
        return faults.faults();
    }

    /** Milliseconds the guest waited. */
    long blockedMillis() {
        return faults.blockedMillis();
    }

    /** How often the connection was cut. */
    int pauses() {
        return pauses;
    }

    /** Pages that came with their bytes after the guest had been started. */
    long normalPages() {
        return normalPages;
    }

    /** Pages that came as zeros after the guest had been started. */
    long zeroPages() {
        return zeroPages;
    }

    /** Bytes that came over all connections but the first. */
    long received() {
        return received;
    }

    private void run() {
        state.set(MigrationStatus.ACTIVE, MigrationStatus.POSTCOPY_ACTIVE);
        MigrationTrace.postcopy_ram_listen_thread_start();
        try {
            readRest();
            phase = Phase.END;
        } catch (IOException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new IOException("a fault of the destination itself: " + e, e);
        } finally {
            MigrationTrace.postcopy_ram_listen_thread_exit();
            cleanUp();
        }
        if (failure == null) {
            state.set(MigrationStatus.POSTCOPY_ACTIVE, MigrationStatus.COMPLETED);
            whenDone.run();
        }
    }

    private void readRest() throws IOException {
        while (true) {
            pages = new PostcopyPages(memory, faults, sections, input);
            try {
                loader.besideGuest(input, pages).loadSections();
                awaitUrgentPages();
                requireAllPages();
                count();
                requireGuest();
                return;
            } catch (IOException e) {
                count();
                if (!awaitDecision()) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    /** All memory may be here before the main thread is done with the package. */
    private void requireGuest() throws IOException {
        if (!awaitDecision()) {
            throw new IOException("the guest was not started");
        }
    }

    /** The end of the main channel may overtake the last urgent pages, and QEMU does not say where those end. */
    private void awaitUrgentPages() throws IOException {
        long deadline = System.nanoTime() + peerTimeout.toNanos();
        boolean wait = urgent != null;
        while (wait) {
            boolean complete = true;
            for (RamBlock block : memory.blocks()) {
                complete &= isComplete(block);
            }
            wait = !complete && !urgent.isEnded() && System.nanoTime() < deadline;
        }
    }

    private static boolean isComplete(RamBlock block) throws IOException {
        try {
            return block.received().awaitComplete(WAIT_SLICE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the last pages");
        }
    }

    private boolean awaitDecision() {
        boolean interrupted = false;
        while (true) {
            try {
                decided.await();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return guestRuns;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Tracepoint("postcopy_pause_incoming")
    private void pause(IOException cause) throws IOException {
        pauses++;
        faults.pause();
        closeInput();
        closeUrgent();
        MigrationStatus now = state.get();
        state.set(now, MigrationStatus.POSTCOPY_PAUSED);
        MigrationChannel channel = more.recover(cause);
        input = StreamInput.of(channel);
        returnPath.open(StreamOutput.of(channel));
        state.set(MigrationStatus.POSTCOPY_PAUSED, MigrationStatus.POSTCOPY_RECOVER);
        MigrationTrace.postcopy_pause_incoming_continued();
    }

    private void openUrgent() throws IOException {
        if (preempt) {
            urgent = PostcopyUrgentPages.start(more.open(), memory, faults, sections, this::closeInput);
        }
    }

    private void closeUrgent() {
        if (urgent != null) {
            urgent.close();
            normalPages += urgent.normalPages();
            zeroPages += urgent.zeroPages();
            received += urgent.received();
            urgent = null;
        }
    }

    private void count() {
        normalPages += pages.normalPages();
        zeroPages += pages.zeroPages();
        received += pauses == 0 ? 0 : input.position();
    }

    private void requireAllPages() throws StreamFormatException {
        for (RamBlock block : memory.blocks()) {
            if (!block.received().isComplete()) {
                throw new StreamFormatException(
                        input.position(),
                        "all " + block.pages() + " pages of " + block.name(),
                        block.received().missing() + " of them missing at the end");
            }
        }
    }

    private void cleanUp() {
        MigrationTrace.postcopy_ram_incoming_cleanup_entry();
        closeUrgent();
        for (RamBlock block : memory.blocks()) {
            if (failure == null) {
                block.reportFaultsTo(null);
            } else {
                block.received().abandon();
            }
        }
        MigrationTrace.postcopy_ram_incoming_cleanup_join();
        faults.end();
        for (RamBlock block : memory.blocks()) {
            MigrationTrace.postcopy_cleanup_range(block.name(), block.hostAddress(0), 0, block.length());
        }
        MigrationTrace.postcopy_ram_incoming_cleanup_closeuf();
        MigrationTrace.postcopy_ram_incoming_cleanup_blocktime(faults.blockedMillis());
        MigrationTrace.postcopy_ram_incoming_cleanup_exit();
    }

    private void closeInput() {
        try {
            input.close();
        } catch (IOException e) {
            // nothing more is wanted of it
        }
    }

    private static void require(long position, boolean holds, String expected) throws StreamFormatException {
        if (!holds) {
            throw new StreamFormatException(position, expected, "it out of order");
        }
    }
}
