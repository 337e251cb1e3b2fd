package dev.tracebridge.demo.source;

import dev.tracebridge.annotations.Result;
import dev.tracebridge.annotations.Tracepoint;
import dev.tracebridge.annotations.TracepointSpan;
import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.MigrationState;
import dev.tracebridge.demo.engine.MigrationStatus;
import dev.tracebridge.demo.engine.MoreChannels;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.stream.DiscardRanges;
import dev.tracebridge.demo.stream.ReturnPathMessage;
import dev.tracebridge.demo.stream.StreamFormatException;
import dev.tracebridge.demo.stream.StreamOutput;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The second half of a migration by postcopy: the guest runs on the destination, asks for the pages it waits for and is
 * sent all others meanwhile. When the connection is cut, both sides find out over a new one which pages arrived.
 *
 * <p><b>Assumptions.</b> The migration's thread calls everything but what {@link ReturnPath.Listener} says.
 * <b>Guarantees.</b> The guest is not run here again. <b>Progress.</b> A pause lasts until {@link MoreChannels#recover}
 * gives a channel or gives up.
 */
final class OutgoingPostcopy implements ReturnPath.Listener {

    private static final int PING_BEFORE_PACKAGE = 2;
    private static final int PING_IN_PACKAGE = 3;
    private static final int PING_AFTER_PACKAGE = 4;

    private static final long WAIT_SLICE = 50;

    private final GuestMemory memory;
    private final DirtyPages dirty;
    private final RamSaver ram;
    private final StateSaver saver;
    private final MigrationState state;
    private final MoreChannels more;
    private final boolean preempt;
    private final boolean preemptAtSetup;
    private final Duration peerTimeout;
    private final LongSupplier milliseconds;
    private final Semaphore bitmaps = new Semaphore(0);
    private volatile CountDownLatch resumed = new CountDownLatch(1);
    private volatile boolean recovering;
    private StreamOutput urgent;
    private int pauses;

    /** What stays the same for the whole migration. */
    record Setting(
            GuestMemory memory,
            DirtyPages dirty,
            RamSaver ram,
            StateSaver saver,
            MigrationState state,
            MoreChannels more,
            boolean preempt,
            boolean preemptAtSetup,
            Duration peerTimeout,
            LongSupplier milliseconds) {}

    OutgoingPostcopy(Setting setting) {
        memory = setting.memory();
        dirty = setting.dirty();
        ram = setting.ram();
        saver = setting.saver();
        state = setting.state();
        more = setting.more();
        preempt = setting.preempt();
        preemptAtSetup = setting.preemptAtSetup();
        peerTimeout = setting.peerTimeout();
        milliseconds = setting.milliseconds();
    }

    /** Opens the channel of urgent pages with the first channel, where the destination waits for it before all else. */
    void setup() throws IOException {
        if (preemptAtSetup) {
            openUrgent();
        }
    }

    /** Opens the channel of urgent pages, while the guest still runs here. */
    void prepare() throws IOException {
        if (preempt && urgent == null) {
            openUrgent();
        }
    }

    private void openUrgent() throws IOException {
        urgent = StreamOutput.of(more.open());
    }

    /**
     * Hands the guest over, which stands still: says which pages are to be forgotten, and sends all else it needs.
     *
     * @param point called before the destination has all it needs to run the guest
     */
    @Tracepoint("postcopy_start")
    void start(SourceLink link, StateSaver.PointOfNoReturn point) throws IOException, InterruptedException {
        MigrationTrace.postcopy_start_set_run();
        saver.announceSwitchover();
        MigrationTrace.vmstate_downtime_checkpoint("src-iterable-saved");
        dirty.sync();
        for (int index = 0; index < memory.blocks().size(); index++) {
            discard(index);
        }
        MigrationTrace.ram_postcopy_send_discard_bitmap();
        saver.ping(PING_BEFORE_PACKAGE);
        byte[] bytes = saver.postcopyPackage(PING_IN_PACKAGE);
        MigrationTrace.vmstate_downtime_checkpoint("src-non-iterable-saved");
        ram.beginPostcopy();
        if (urgent != null) {
            ram.useForUrgentPages(urgent);
        }
        link.returnPath().awaitPong(PING_BEFORE_PACKAGE, peerTimeout);
        saver.sendPackaged(bytes, point);
        saver.ping(PING_AFTER_PACKAGE);
    }

    /** Sends what is left, in parts as long as the window lets it, and what is waited for at once. */
    void push(SourceLink link, TransferWindow window) throws IOException, InterruptedException {
        while (dirty.pages() > 0) {
            link.check();
            window.update(milliseconds.getAsLong(), ram.sent(), 0, 0);
            if (window.isExhausted(ram.sent())
                    && awaitNextWindow((int) window.remaining(milliseconds.getAsLong())) == 0) {
                continue;
            }
            saver.iterate(window);
        }
        MigrationTrace.migration_completion_postcopy_end();
        ram.completeUrgent();
        saver.completePostcopy();
        MigrationTrace.migration_completion_postcopy_end_after_complete();
    }

    /**
     * Waits for a new connection and agrees with the destination on what is left.
     *
     * @param cut the connection that was cut
     * @param cause what cut it
     * @return the new connection
     * @throws IOException if there is none, and never will be
     */
    SourceLink recover(SourceLink cut, IOException cause) throws IOException, InterruptedException {
        IOException reason = cause;
        SourceLink last = cut;
        while (true) {
            pause(last);
            MigrationChannel channel = more.recover(reason);
            if (!channel.hasReturnPath()) {
                throw new IOException("postcopy cannot go on where the destination cannot answer");
            }
            SourceLink next = SourceLink.over(channel);
            state.set(MigrationStatus.POSTCOPY_PAUSED, MigrationStatus.POSTCOPY_RECOVER_SETUP);
            try {
                resume(next);
                return next;
            } catch (IOException e) {
                reason = e;
                last = next;
            }
        }
    }

    /** How often the connection was cut. */
    int pauses() {
        return pauses;
    }

    private void pause(SourceLink link) throws InterruptedException {
        pauses++;
        link.cut();
        closeUrgent();
        link.returnPath().join();
        MigrationStatus now = state.get();
        state.set(now, MigrationStatus.POSTCOPY_PAUSED);
    }

    private void resume(SourceLink link) throws IOException, InterruptedException {
        resumed = new CountDownLatch(1);
        bitmaps.drainPermits();
        recovering = true;
        ram.continueOn(link.output());
        saver.continueOn(link.output());
        link.listen(this);
        setup();
        state.set(MigrationStatus.POSTCOPY_RECOVER_SETUP, MigrationStatus.POSTCOPY_RECOVER);
        exchangeBitmaps(link);
        recovering = false;
        prepare();
        if (urgent != null) {
            ram.useForUrgentPages(urgent);
        }
        saver.postcopyResume();
        await(link, () -> resumed.await(WAIT_SLICE, TimeUnit.MILLISECONDS), "going on");
        state.set(MigrationStatus.POSTCOPY_RECOVER, MigrationStatus.POSTCOPY_ACTIVE);
        MigrationTrace.postcopy_pause_continued();
    }

    @Tracepoint("savevm_state_resume_prepare")
    private void exchangeBitmaps(SourceLink link) throws IOException, InterruptedException {
        MigrationTrace.ram_dirty_bitmap_sync_start();
        for (RamBlock block : memory.blocks()) {
            saver.requestBitmap(block.name());
            MigrationTrace.ram_dirty_bitmap_request(block.name());
        }
        MigrationTrace.ram_dirty_bitmap_sync_wait();
        for (int i = 0; i < memory.blocks().size(); i++) {
            await(link, () -> bitmaps.tryAcquire(WAIT_SLICE, TimeUnit.MILLISECONDS), "what arrived");
        }
        MigrationTrace.ram_dirty_bitmap_sync_complete();
        MigrationTrace.ram_state_resume_prepare(dirty.pages());
    }

    /** Waits in slices, and gives up when the return path does, or after the peer's timeout. */
    private void await(SourceLink link, Waiting waiting, String what) throws IOException, InterruptedException {
        long deadline = milliseconds.getAsLong() + peerTimeout.toMillis();
        while (!waiting.slice()) {
            link.check();
            if (milliseconds.getAsLong() > deadline) {
                throw new IOException("the destination says nothing about " + what + " within "
                        + peerTimeout.toMillis() / 1000.0 + " s");
            }
        }
    }

    @FunctionalInterface
    private interface Waiting {

        /** Waits a little; whether what is waited for has come. */
        boolean slice() throws InterruptedException;
    }

    /** Says whether something urgent ended the wait. */
    @TracepointSpan("migration_rate_limit")
    @Result("urgent")
    private int awaitNextWindow(int ms) throws InterruptedException {
        return ram.requests().await(ms) ? 1 : 0;
    }

    private void discard(int index) throws IOException {
        RamBlock block = memory.blocks().get(index);
        List<DiscardRanges.Range> ranges = new ArrayList<>();
        int words = 0;
        int commands = 0;
        int page = dirty.next(index, 0);
        while (page >= 0) {
            int end = dirty.nextClean(index, page);
            long start = (long) page * RamBlock.PAGE_SIZE;
            long length = (long) (end - page) * RamBlock.PAGE_SIZE;
            MigrationTrace.postcopy_discard_send_range(block.name(), start, length);
            ranges.add(new DiscardRanges.Range(start, length));
            words++;
            if (ranges.size() == DiscardRanges.MAX_RANGES) {
                saver.discard(block.name(), (short) ranges.size(), ranges);
                ranges.clear();
                commands++;
            }
            page = dirty.next(index, end);
        }
        if (!ranges.isEmpty()) {
            saver.discard(block.name(), (short) ranges.size(), ranges);
            commands++;
        }
        MigrationTrace.postcopy_discard_send_finish(block.name(), words, commands);
    }

    /** Closes the channel of urgent pages, if there is one. */
    void closeUrgent() {
        if (urgent != null) {
            try {
                urgent.close();
            } catch (IOException e) {
                // nothing more is wanted of it
            }
            urgent = null;
        }
    }

    @Override
    public void requested(ReturnPathMessage.RequestPages request) throws IOException {
        int index = index(request.block());
        RamBlock block = memory.blocks().get(index);
        long start = request.start();
        long bytes = Integer.toUnsignedLong(request.bytes());
        if (start % RamBlock.PAGE_SIZE != 0
                || bytes % RamBlock.PAGE_SIZE != 0
                || start < 0
                || bytes == 0
                || start > block.length() - bytes) {
            throw new StreamFormatException(
                    0,
                    "a request for whole pages within the " + block.length() + " bytes of " + block.name(),
                    String.format("0x%x bytes at 0x%x", bytes, start));
        }
        MigrationTrace.ram_save_queue_pages(block.name(), start, bytes);
        ram.requests().add(index, (int) (start / RamBlock.PAGE_SIZE), (int) (bytes / RamBlock.PAGE_SIZE));
    }

    @Override
    public void received(ReturnPathMessage.ReceivedBitmap bitmap) throws IOException {
        if (!recovering) {
            throw new IOException("the destination sent a bitmap that nobody asked for");
        }
        MigrationTrace.ram_dirty_bitmap_reload_begin(bitmap.block());
        int index = index(bitmap.block());
        long expected = ReturnPathMessage.ReceivedBitmap.sizeFor(
                memory.blocks().get(index).pages());
        if (bitmap.size() != expected) {
            throw new StreamFormatException(
                    0, expected + " bytes of bitmap of " + bitmap.block(), bitmap.size() + " bytes");
        }
        dirty.reload(index, bitmap.received());
        MigrationTrace.ram_dirty_bitmap_reload_complete(bitmap.block());
        bitmaps.release();
    }

    @Override
    public void resumed() {
        resumed.countDown();
    }

    private int index(String block) throws StreamFormatException {
        for (int index = 0; index < memory.blocks().size(); index++) {
            if (memory.blocks().get(index).name().equals(block)) {
                return index;
            }
        }
        throw new StreamFormatException(0, "a RAM block of this machine", block);
    }
}
