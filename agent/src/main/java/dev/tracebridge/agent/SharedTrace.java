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
import java.util.function.LongBinaryOperator;
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
    // trace id, the span, its parent, and in one the trace's origin and the number of the span's type.
    private static final int HEADER_LENGTH = 3;
    private static final int DEPTH = 0;
    private static final int EMITTED = 1;
    private static final int SEED = 2;
    private static final int FRAME_LENGTH = 5;
    private static final int FRAMES_LENGTH = 8 * FRAME_LENGTH;
    private static final int SPAN = 2;
    private static final int TYPE = 4;
    private static final int ORIGIN_SHIFT = 32;
    private static final int SAMPLED_OUTSIDE = 1;
    private static final int NOT_SAMPLED_OUTSIDE = 2;
    private static final long[] NONE = {};

    private static final Map<Counter, Boolean> LIVE = new ConcurrentHashMap<>();
    private static final ReferenceQueue<long[][]> DEAD = new ReferenceQueue<>();
    private static final ReentrantLock RETIRING = new ReentrantLock();
    private static final LongAdder AMBIGUOUS = new LongAdder();
    private static final AtomicReference<Supplier<long[]>> OTHER_PARENT = new AtomicReference<>();
    private static final AtomicReference<LongBinaryOperator> SAMPLER = new AtomicReference<>();
    private static final Map<long[][], long[]> ENDED = new ConcurrentHashMap<>();
    private static final OpenSpanListing OPEN_SPANS = new OpenSpanListing();
    private static final Map<String, Object> STATE = Map.ofEntries(
            Map.entry("cells", new Cells()),
            Map.entry("roots", new ConcurrentHashMap<Object, long[]>()),
            Map.entry("process", parent(System.getenv("TRACEPARENT"))),
            Map.entry("ended", ENDED),
            Map.entry("ambiguous", AMBIGUOUS),
            Map.entry("otherParent", OTHER_PARENT),
            Map.entry("chunkEnd", RecorderTasks.atChunkEnd()),
            Map.entry("everySecond", RecorderTasks.everySecond()),
            Map.entry("spanTypes", OPEN_SPANS.types()),
            Map.entry("openSpans", OPEN_SPANS.sources()),
            Map.entry("sampler", SAMPLER));

    private static long retired;

    private SharedTrace() {}

    /**
     * The state itself: {@code cells}, a {@code ThreadLocal<long[][]>}; {@code roots}, a {@code ConcurrentMap<Object, long[]>} of open roots by
     * owner; {@code process}, the parent this process was started with, as trace id in two halves, span id and the trace's origin; {@code ended}, a {@code
     * ConcurrentMap<long[][], long[]>} of spans that a cell has still to forget; {@code ambiguous}, a {@code LongAdder}; {@code otherParent}, an {@code
     * AtomicReference<Supplier<long[]>>} of whom to ask for a parent where we have none; {@code chunkEnd}, a {@code
     * Consumer<Runnable>} of tasks to run when Flight Recorder ends a chunk; {@code everySecond}, the same once a
     * second while it records; {@code spanTypes}, a {@code ToLongFunction<String>} that numbers event
     * types for frames; {@code openSpans}, a {@code Consumer<Consumer<Consumer<Object[]>>>} of those who know of open spans that are in no frame;
     * {@code sampler}, an {@code AtomicReference<LongBinaryOperator>} that tells of a trace's lower half and its origin whether it is sampled.
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
     * @param source answers trace id in two halves, span id and the trace's origin, or null; asked on the thread of the span
     */
    public static void otherParent(Supplier<long[]> source) {
        OTHER_PARENT.set(source);
    }

    /**
     * Sets who decides which traces are sampled; without, a trace is sampled unless its parent outside of the process is not.
     *
     * @param decision takes a trace id's lower half and the trace's origin; 0 if it is not sampled
     */
    public static void sampler(LongBinaryOperator decision) {
        SAMPLER.set(decision);
    }

    /**
     * Whether a trace is sampled.
     *
     * @param ids as {@link #innermost} answers
     * @return whether its spans are exported
     */
    public static boolean isSampled(long[] ids) {
        LongBinaryOperator decision = SAMPLER.get();
        return decision == null ? ids[3] != NOT_SAMPLED_OUTSIDE : decision.applyAsLong(ids[1], ids[3]) != 0;
    }

    /**
     * A span of another tracer as {@link #otherParent} wants it.
     *
     * @param traceIdHigh the trace id's upper half
     * @param traceIdLow the trace id's lower half
     * @param spanId the span's id
     * @param sampled whether the other tracer samples it
     * @return trace id in two halves, span id and the trace's origin
     */
    public static long[] outside(long traceIdHigh, long traceIdLow, long spanId, boolean sampled) {
        return new long[] {traceIdHigh, traceIdLow, spanId, sampled ? SAMPLED_OUTSIDE : NOT_SAMPLED_OUTSIDE};
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
     * @return trace id in two halves, span id and the trace's origin; null if the thread is in no span
     */
    @SuppressWarnings("unchecked")
    public static long[] innermost() {
        long[][] cell = ((ThreadLocal<long[][]>) STATE.get("cells")).get();
        long[] over = ENDED.getOrDefault(cell, NONE);
        for (int base = ((int) cell[0][DEPTH] - 1) * FRAME_LENGTH; base >= 0; base -= FRAME_LENGTH) {
            long[] ids = Arrays.copyOfRange(cell[1], base, base + SPAN + 2);
            ids[3] = cell[1][base + TYPE] >>> ORIGIN_SHIFT;
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
        long[] parent = new long[4];
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
        boolean sampled = (Integer.parseInt(traceparent, 53, 55, 16) & 1) != 0;
        return (high | low) != 0 && span != 0 ? outside(high, low, span, sampled) : parent;
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
