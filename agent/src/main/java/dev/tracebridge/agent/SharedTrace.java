package dev.tracebridge.agent;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The one thread state of the process. Every copy of {@code dev.tracebridge.runtime.ThreadTrace}, in whatever class loader or module, finds this
 * class through the system class loader and uses its state, which consists of JDK types only.
 *
 * <p><b>Assumptions:</b> a cell is written by its own thread alone. <b>Guarantees:</b> {@link #emitted()} never counts an event twice and forgets
 * none of a thread that has ended; it is exact once the threads are quiet. A thread costs memory only until it has been collected.
 * <b>Progress:</b> a thread's first event takes a bin lock of a {@link ConcurrentHashMap}; counting takes none.
 */
public final class SharedTrace {

    // As in ThreadTrace.newCell: a header of depth, emitted and seed, and room for eight frames: the two halves of the
    // trace id, the span, its parent,
    // and the number of its type.
    private static final int HEADER_LENGTH = 3;
    private static final int DEPTH = 0;
    private static final int EMITTED = 1;
    private static final int SEED = 2;
    private static final int FRAME_LENGTH = 5;
    private static final int FRAMES_LENGTH = 8 * FRAME_LENGTH;
    private static final int SPAN = 2;
    private static final long[] NONE = {};

    private static final Map<Counter, Boolean> LIVE = new ConcurrentHashMap<>();
    private static final ReferenceQueue<long[][]> DEAD = new ReferenceQueue<>();
    private static final ReentrantLock RETIRING = new ReentrantLock();
    private static final LongAdder AMBIGUOUS = new LongAdder();
    private static final AtomicReference<Supplier<long[]>> OTHER_PARENT = new AtomicReference<>();
    private static final Map<long[][], long[]> ENDED = new ConcurrentHashMap<>();
    private static final OpenSpanListing OPEN_SPANS = new OpenSpanListing();
    private static final Map<String, Object> STATE = Map.of(
            "cells",
            new Cells(),
            "roots",
            new ConcurrentHashMap<Object, long[]>(),
            "process",
            parent(System.getenv("TRACEPARENT")),
            "ended",
            ENDED,
            "ambiguous",
            AMBIGUOUS,
            "otherParent",
            OTHER_PARENT,
            "chunkEnd",
            RecorderTasks.atChunkEnd(),
            "everySecond",
            RecorderTasks.everySecond(),
            "spanTypes",
            OPEN_SPANS.types(),
            "openSpans",
            OPEN_SPANS.sources());

    private static long retired;

    private SharedTrace() {}

    /**
     * The state itself: {@code cells}, a {@code ThreadLocal<long[][]>}; {@code roots}, a {@code ConcurrentMap<Object, long[]>} of open roots by
     * owner; {@code process}, the parent this process was started with, as trace id in two halves and span id; {@code ended}, a {@code
     * ConcurrentMap<long[][], long[]>} of spans that a cell has still to forget; {@code ambiguous}, a {@code LongAdder}; {@code otherParent}, an {@code
     * AtomicReference<Supplier<long[]>>} of whom to ask for a parent where we have none; {@code chunkEnd}, a {@code
     * Consumer<Runnable>} of tasks to run when Flight Recorder ends a chunk; {@code everySecond}, the same once a
     * second while it records; {@code spanTypes}, a {@code ToLongFunction<String>} that numbers event
     * types for frames; {@code openSpans}, a {@code Consumer<Consumer<Consumer<Object[]>>>} of those who know of open spans that are in no frame.
     *
     * @return the same map each time, not to be changed
     */
    public static Map<String, Object> state() {
        return STATE;
    }

    /**
     * How many events the woven code has committed in this process, threads that have ended included.
     *
     * @return the sum at some time during the call
     */
    public static long emitted() {
        RETIRING.lock();
        try {
            retireDead();
            long sum = retired;
            for (Counter counter : LIVE.keySet()) {
                sum += counter.header[EMITTED];
            }
            return sum;
        } finally {
            RETIRING.unlock();
        }
    }

    /**
     * How many spans started a trace of their own because several roots were open and nothing said which one they belong to.
     *
     * @return the number so far
     */
    public static long ambiguous() {
        return AMBIGUOUS.sum();
    }

    /**
     * Sets whom to ask for a parent where a span has none.
     *
     * @param source answers trace id in two halves and span id, or null; asked on the thread of the span
     */
    public static void otherParent(Supplier<long[]> source) {
        OTHER_PARENT.set(source);
    }

    /** Takes a frame of a living thread: where in the array it begins. */
    interface FrameVisitor {

        void visit(Thread thread, long[] frames, int base);
    }

    /** Shows the frames of all threads, outermost first, but for spans that another thread has ended, while the threads go on: a frame may change under the eyes of the visitor. */
    static void forEachFrame(FrameVisitor visitor) {
        for (Counter counter : LIVE.keySet()) {
            long[][] cell = counter.get();
            Thread thread = counter.thread.get();
            if (cell != null && thread != null) {
                long[] frames = cell[1];
                long end = Math.min(cell[0][DEPTH] * FRAME_LENGTH, frames.length);
                long[] over = ENDED.getOrDefault(cell, NONE);
                for (int base = 0; base < end; base += FRAME_LENGTH) {
                    long spanId = frames[base + SPAN];
                    if (Arrays.stream(over).noneMatch(ended -> ended == spanId)) {
                        visitor.visit(thread, frames, base);
                    }
                }
            }
        }
    }

    /**
     * The innermost span of the current thread.
     *
     * @return trace id in two halves and span id; null if the thread is in no span
     */
    @SuppressWarnings("unchecked")
    public static long[] innermost() {
        long[][] cell = ((ThreadLocal<long[][]>) STATE.get("cells")).get();
        long[] over = ENDED.getOrDefault(cell, NONE);
        for (int base = ((int) cell[0][DEPTH] - 1) * FRAME_LENGTH; base >= 0; base -= FRAME_LENGTH) {
            long[] ids = Arrays.copyOfRange(cell[1], base, base + SPAN + 1);
            if (Arrays.stream(over).noneMatch(ended -> ended == ids[SPAN])) {
                return ids;
            }
        }
        return null;
    }

    static int liveThreads() {
        return LIVE.size();
    }

    private static void retireDead() {
        for (Counter dead = (Counter) DEAD.poll(); dead != null; dead = (Counter) DEAD.poll()) {
            LIVE.remove(dead);
            retired += dead.header[EMITTED];
        }
    }

    /** Reads W3C traceparent, version 00 and what later versions keep of it; anything malformed is no parent. */
    static long[] parent(String traceparent) {
        long[] parent = new long[3];
        if (traceparent == null || traceparent.length() < 55 || traceparent.startsWith("ff")) {
            return parent;
        }
        boolean longer = traceparent.length() > 55;
        if (longer && (traceparent.startsWith("00") || traceparent.charAt(55) != '-')) {
            return parent;
        }
        for (int i = 0; i < 55; i++) {
            char c = traceparent.charAt(i);
            boolean dash = i == 2 || i == 35 || i == 52;
            boolean digit = c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            if (dash ? c != '-' : !digit) {
                return parent;
            }
        }
        long high = Long.parseUnsignedLong(traceparent, 3, 19, 16);
        long low = Long.parseUnsignedLong(traceparent, 19, 35, 16);
        long span = Long.parseUnsignedLong(traceparent, 36, 52, 16);
        if ((high | low) != 0 && span != 0) {
            parent[0] = high;
            parent[1] = low;
            parent[2] = span;
        }
        return parent;
    }

    private static final class Cells extends ThreadLocal<long[][]> {

        @Override
        protected long[][] initialValue() {
            long[][] cell = {new long[HEADER_LENGTH], new long[FRAMES_LENGTH]};
            cell[0][SEED] = Seeds.next();
            // Whoever comes while another one clears the dead leaves it to that one.
            if (RETIRING.tryLock()) {
                try {
                    retireDead();
                } finally {
                    RETIRING.unlock();
                }
            }
            LIVE.put(new Counter(cell), Boolean.TRUE);
            return cell;
        }
    }

    /** Holds the cell weakly and its counter strongly, so that the count outlives the thread. */
    private static final class Counter extends WeakReference<long[][]> {

        private final long[] header;
        private final WeakReference<Thread> thread;

        Counter(long[][] cell) {
            super(cell, DEAD);
            this.header = cell[0];
            this.thread = new WeakReference<>(Thread.currentThread());
        }
    }

    /** Loaded only when a first cell is made, since seeding takes milliseconds. */
    private static final class Seeds {

        private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

        // An odd step unlike SplitMix64's own keeps the threads' sequences apart.
        static long next() {
            return NEXT.getAndAdd(0xD1342543DE82EF95L) * 0xAF251AF3B0F025B5L;
        }
    }
}
