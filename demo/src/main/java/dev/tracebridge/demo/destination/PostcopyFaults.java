package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.WorkerThread;
import dev.tracebridge.demo.memory.RamBlock;
import dev.tracebridge.demo.memory.ReceivedPages;
import dev.tracebridge.migration.MigrationTrace;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The thread that asks the source for the pages the guest waits for.
 *
 * <p><b>Assumptions.</b> {@link #fault} comes from the guest, {@link #placed} from whoever puts pages in their place.
 * <b>Guarantees.</b> Each page waited for is asked for until it is there: after a pause all that are not are asked for
 * again. <b>Progress.</b> Nobody waits for this thread, which waits for the connection while it sends.
 */
final class PostcopyFaults implements ReceivedPages.FaultListener {

    private final ReturnPathSender returnPath;
    private final WorkerThread thread;
    private final Map<Page, Long> waitedFor = new LinkedHashMap<>();
    private final Map<Page, Boolean> asked = new LinkedHashMap<>();
    private int pauses;
    private int pausesOver;
    private boolean paused;
    private boolean ended;
    private long faults;
    private long blockedNanos;

    private record Page(RamBlock block, int number) {

        long offset() {
            return (long) number * RamBlock.PAGE_SIZE;
        }
    }

    PostcopyFaults(ReturnPathSender returnPath) {
        this.returnPath = returnPath;
        this.thread = WorkerThread.of("mig/dst/fault", this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public synchronized void fault(RamBlock block, int page) {
        Page missing = new Page(block, page);
        if (block.received().has(page) || waitedFor.putIfAbsent(missing, System.nanoTime()) != null) {
            return;
        }
        faults++;
        MigrationTrace.mark_postcopy_blocktime_begin(
                block.hostAddress(missing.offset()), System.identityHashCode(this), millis(), 0, 0);
        notifyAll();
    }

    /** A page is in its place. */
    synchronized void placed(RamBlock block, int page) {
        Page placed = new Page(block, page);
        Long since = waitedFor.remove(placed);
        asked.remove(placed);
        if (since != null) {
            blockedNanos += System.nanoTime() - since;
        }
        MigrationTrace.mark_postcopy_blocktime_end(
                block.hostAddress(placed.offset()), System.identityHashCode(this), millis(), since == null ? 0 : 1);
    }

    /** The connection is gone. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            pauses++;
            notifyAll();
        }
    }

    /** There is another connection: everything is asked for again. */
    synchronized void goOn() {
        paused = false;
        asked.clear();
        notifyAll();
    }

    /** Ends the thread and waits for it. */
    void end() {
        synchronized (this) {
            ended = true;
            notifyAll();
        }
        thread.join();
    }

    /** Pages the guest had to wait for. */
    synchronized long faults() {
        return faults;
    }

    /** Milliseconds the guest waited. */
    synchronized long blockedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(blockedNanos);
    }

    private static int millis() {
        return (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void run() {
        MigrationTrace.postcopy_ram_fault_thread_entry();
        try {
            for (Page page = next(); page != null; page = next()) {
                request(page);
            }
            MigrationTrace.postcopy_ram_fault_thread_quit();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        MigrationTrace.postcopy_ram_fault_thread_exit();
    }

    /** Waits for a page that has not been asked for; null at the end. */
    private synchronized Page next() throws InterruptedException {
        while (!ended) {
            if (pausesOver < pauses) {
                sitOut();
                continue;
            }
            for (Page page : waitedFor.keySet()) {
                if (asked.putIfAbsent(page, true) == null) {
                    return page;
                }
            }
            wait();
        }
        return null;
    }

    /** Each pause is told of, also one that is over before this thread gets to it. */
    private void sitOut() throws InterruptedException {
        pausesOver++;
        MigrationTrace.postcopy_pause_fault_thread();
        while (paused && pausesOver == pauses && !ended) {
            wait();
        }
        if (!ended) {
            MigrationTrace.postcopy_pause_fault_thread_continued();
        }
    }

    private void request(Page page) {
        MigrationTrace.postcopy_ram_fault_thread_request(
                page.block().hostAddress(page.offset()), page.block().name(), page.offset(), 0);
        try {
            returnPath.request(page.block().name(), page.offset(), RamBlock.PAGE_SIZE);
        } catch (IOException e) {
            pause();
        }
    }
}
