package dev.tracebridge.demo.destination;

import dev.tracebridge.demo.engine.MigrationChannel;
import dev.tracebridge.demo.engine.WorkerThread;
import dev.tracebridge.demo.memory.GuestMemory;
import dev.tracebridge.demo.stream.StreamInput;
import java.io.IOException;
import java.time.Duration;

/**
 * The channel of pages the guest waits for, and its thread. When it breaks, the main channel is closed with it: both are
 * cut, or none.
 */
final class PostcopyUrgentPages {

    private final MigrationChannel channel;
    private final StreamInput input;
    private final PostcopyPages pages;
    private final Runnable onFailure;
    private final WorkerThread thread;
    private volatile boolean closing;

    private PostcopyUrgentPages(
            MigrationChannel channel,
            GuestMemory memory,
            PostcopyFaults faults,
            RamSequence sections,
            Runnable onFailure) {
        this.channel = channel;
        this.input = StreamInput.of(channel);
        this.pages = new PostcopyPages(memory, faults, sections, input);
        this.onFailure = onFailure;
        this.thread = WorkerThread.of("mig/dst/preempt", this::run);
    }

    /** Starts to read: a page may be long in coming. */
    static PostcopyUrgentPages start(
            MigrationChannel channel,
            GuestMemory memory,
            PostcopyFaults faults,
            RamSequence sections,
            Runnable onFailure) {
        channel.readTimeout(Duration.ZERO);
        PostcopyUrgentPages urgent = new PostcopyUrgentPages(channel, memory, faults, sections, onFailure);
        urgent.thread.start();
        return urgent;
    }

    /** Whether no more pages will come. */
    boolean isEnded() {
        return !thread.isAlive();
    }

    /** Ends the thread. */
    void close() {
        closing = true;
        channel.abandon();
        thread.join();
    }

    long normalPages() {
        return pages.normalPages();
    }

    long zeroPages() {
        return pages.zeroPages();
    }

    long received() {
        return input.position();
    }

    private void run() {
        try {
            pages.loadRecords();
        } catch (IOException e) {
            if (!closing) {
                onFailure.run();
            }
        }
    }
}
