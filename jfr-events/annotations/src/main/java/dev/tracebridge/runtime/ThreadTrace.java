package dev.tracebridge.runtime;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The spans a thread is in, innermost last, and the number of events it has emitted.
 *
 * <p>The state consists of JDK types only, because several copies of this class, in different class loaders or modules, share the one state that
 * the agent's class on the system class path holds. Without the agent a copy has a state of its own, which nothing reads.
 *
 * <p><b>Assumptions:</b> a thread's cell is written by that thread alone. <b>Guarantees:</b> other threads may read a cell's counter and see a
 * value that was current at some time; the sum over threads is exact once the threads are quiet. <b>Progress:</b> wait-free, but for opening a
 * root, which takes a bin lock of a {@link ConcurrentHashMap}.
 */
public final class ThreadTrace {

    /** The agent's class that owns the shared state; it has a static method {@code state()} that returns a map. */
    static final String OWNER = "dev.tracebridge.agent.SharedTrace";

    private static final int DEPTH = 0;
    private static final int EMITTED = 1;
    private static final int SEED = 2;
    private static final int HEADER_LENGTH = 3;

    // A frame: the two halves of the trace id, the span, its parent, and in one the trace's origin and the number
    // of the span's type, 0 for one that need not be listed.
    private static final int FRAME_LENGTH = 5;
    private static final int ORIGIN_SHIFT = 32;
    private static final int INITIAL_FRAMES = 8;

    /** Leaves 13 bits, and 1 more than those is still less than 2 to the 14th. */
    private static final int UPPER_HALF_SHIFT = Long.SIZE - 13;

    private static final int FRAME_LIMIT = 4096;

    /** The origin of a trace that came from outside of the process and is not sampled there. */
    private static final int NOT_SAMPLED_OUTSIDE = 2;

    private static final int ENDED_LIMIT = 1024;

    private static final long[] AMBIGUOUS_ROOT = {};

    // Neither final nor volatile: a late attach hands over the agent's state, and a thread that sees it late only
    // starts a trace of its own.
    private static ThreadLocal<long[][]> cells;
    private static ConcurrentMap<Object, long[]> roots;
    private static long[] process;
    private static ConcurrentMap<long[][], long[]> ended;
    private static LongAdder ambiguous;
    private static AtomicReference<Supplier<long[]>> otherParent;
    private static AtomicReference<LongBinaryOperator> sampler;
    private static Consumer<Runnable> chunkEnd;
    private static Consumer<Runnable> everySecond;
    private static ToLongFunction<String> spanTypes;
    private static Consumer<Consumer<Consumer<Object[]>>> openSpans;
    private static boolean agent;

    static {
        adopt(sharedState());
    }

    private ThreadTrace() {}

    /**
     * Takes over the agent's state. Called by the agent after a late attach; harmless when repeated.
     *
     * @param state the agent's map, or null for a state of this copy's own
     */
    @SuppressWarnings("unchecked")
    public static void adopt(Map<String, Object> state) {
        if (state == null) {
            cells = ThreadLocal.withInitial(ThreadTrace::newCell);
            roots = new ConcurrentHashMap<>();
            process = new long[4];
            ended = new ConcurrentHashMap<>();
            ambiguous = new LongAdder();
            otherParent = new AtomicReference<>();
            sampler = new AtomicReference<>();
            return;
        }
        roots = (ConcurrentMap<Object, long[]>) state.get("roots");
        process = (long[]) state.get("process");
        ended = (ConcurrentMap<long[][], long[]>) state.get("ended");
        ambiguous = (LongAdder) state.get("ambiguous");
        otherParent = (AtomicReference<Supplier<long[]>>) state.get("otherParent");
        sampler = (AtomicReference<LongBinaryOperator>) state.get("sampler");
        chunkEnd = (Consumer<Runnable>) state.get("chunkEnd");
        everySecond = (Consumer<Runnable>) state.get("everySecond");
        spanTypes = (ToLongFunction<String>) state.get("spanTypes");
        openSpans = (Consumer<Consumer<Consumer<Object[]>>>) state.get("openSpans");
        cells = (ThreadLocal<long[][]>) state.get("cells");
        agent = true;
    }

    /**
     * Whether an agent is there to weave, so that spans can exist at all.
     *
     * @return true if the agent's state is in use
     */
    public static boolean hasAgent() {
        return agent;
    }

    /**
     * A cell for a thread that has none: header and frames. The agent's state creates its cells by the same layout.
     *
     * @return a cell without frames
     */
    public static long[][] newCell() {
        long[][] cell = {new long[HEADER_LENGTH], new long[INITIAL_FRAMES * FRAME_LENGTH]};
        cell[0][SEED] = Seeds.next();
        return cell;
    }

    /** Counts one event that the current thread committed. */
    public static void count() {
        count(cells.get());
    }

    /** Counts one event in the current thread's cell. */
    static void count(long[][] cell) {
        cell[0][EMITTED]++;
    }

    /**
     * Has the agent run a task whenever Flight Recorder ends a chunk.
     *
     * @param task the task, held weakly
     * @return false if there is no agent
     */
    static boolean askAtChunkEnd(Runnable task) {
        if (chunkEnd == null) {
            return false;
        }
        chunkEnd.accept(task);
        return true;
    }

    /**
     * Has the agent run a task once a second while a recording runs.
     *
     * @param task the task, held weakly
     * @return false if there is no agent
     */
    static boolean askEverySecond(Runnable task) {
        if (everySecond == null) {
            return false;
        }
        everySecond.accept(task);
        return true;
    }

    /**
     * The number by which the agent knows an event type in frames.
     *
     * @param eventName the JFR name
     * @return the number, 0 if there is no agent
     */
    static long spanType(String eventName) {
        return spanTypes == null ? 0 : spanTypes.applyAsLong(eventName);
    }

    /**
     * Has the agent ask for open spans that are in no frame, once a second while a recording wants to know.
     *
     * @param listing passes on one array a span: the JFR name, the state or checkpoint or null, the thread that began it, and as {@code long[]} the
     *     two halves of the trace id, the span, its parent, its group's parent, and the trace's origin; held weakly
     */
    static void offerOpenSpans(Consumer<Consumer<Object[]>> listing) {
        if (openSpans != null) {
            openSpans.accept(listing);
        }
    }

    static long[][] cell() {
        return cells.get();
    }

    static long nextId(long[] header) {
        // SplitMix64; seeds are random per thread, so ids do not repeat across threads and processes in practice.
        long seed = header[SEED] += 0x9E3779B97F4A7C15L;
        long id = (seed ^ (seed >>> 30)) * 0xBF58476D1CE4E5B9L;
        id = (id ^ (id >>> 27)) * 0x94D049BB133111EBL;
        id ^= id >>> 31;
        return id == 0 ? 1 : id;
    }

    /**
     * The upper half of a new trace id, small since Flight Recorder writes it with every span, in two bytes instead of nine. Nothing is lost: the ids of a
     * thread come from 64 bits, which the lower half alone holds; W3C Trace Context level 2 asks for 56 of them.
     */
    private static long upperHalf(long random) {
        return 1 + (random >>> UPPER_HALF_SHIFT);
    }

    /** Gives the event its ids under the innermost span of this thread, else the open root, else in a trace of its own. */
    static void place(SpanEvent event, long[][] cell, Object rootKey, Object receiver) {
        int depth = depth(cell);
        event.spanId = nextId(cell[0]);
        if (depth > 0) {
            childOfInnermost(event, cell[1], depth);
        } else if (roots.isEmpty()) {
            // Apart from what follows, so that the code of a span stays short enough to be inlined where it begins.
            startTrace(event, cell[0]);
        } else {
            placeUnderOpenRoot(event, cell[0], rootKey, receiver);
        }
    }

    private static void placeUnderOpenRoot(SpanEvent event, long[] header, Object rootKey, Object receiver) {
        long[] root = openRoot(rootKey, receiver);
        if (root != null && root != AMBIGUOUS_ROOT) {
            child(event, root);
        } else if (startTrace(event, header) && root == AMBIGUOUS_ROOT) {
            ambiguous.increment();
        }
    }

    /** Gives the event its ids under the innermost span of this thread, else under the process's own parent, never under a root. */
    static void placeRoot(SpanEvent event, long[][] cell) {
        int depth = depth(cell);
        event.spanId = nextId(cell[0]);
        if (depth > 0) {
            childOfInnermost(event, cell[1], depth);
        } else {
            startTrace(event, cell[0]);
        }
    }

    private static void childOfInnermost(SpanEvent event, long[] frames, int depth) {
        int base = (depth - 1) * FRAME_LENGTH;
        event.traceIdHigh = frames[base];
        event.traceIdLow = frames[base + 1];
        event.parentId = frames[base + 2];
        event.traceOrigin = (byte) (frames[base + 4] >>> ORIGIN_SHIFT);
    }

    /** Under another tracer's current span, else under the process's parent, else in a trace of its own; false for the first of these. */
    private static boolean startTrace(SpanEvent event, long[] header) {
        long[] other = askOther();
        if (other != null) {
            child(event, other);
            return false;
        }
        if (process[2] != 0) {
            child(event, process);
        } else {
            event.traceIdHigh = upperHalf(nextId(header));
            event.traceIdLow = nextId(header);
            event.parentId = 0;
        }
        return true;
    }

    private static long[] askOther() {
        Supplier<long[]> source = otherParent.get();
        return source == null ? null : source.get();
    }

    private static void child(SpanEvent event, long[] parent) {
        event.traceIdHigh = parent[0];
        event.traceIdLow = parent[1];
        event.parentId = parent[2];
        event.traceOrigin = (byte) parent[3];
    }

    /** How many spans started a trace of their own among several open roots. */
    static long ambiguousSpans() {
        return ambiguous.sum();
    }

    /** Makes a span the innermost one of the cell's thread; false if that is in as many as are kept. */
    static boolean push(
            long[][] cell, long traceIdHigh, long traceIdLow, long spanId, long parentId, long type, int origin) {
        long[] header = cell[0];
        int depth = (int) header[DEPTH];
        if (depth == FRAME_LIMIT) {
            return false;
        }
        long[] frames = cell[1];
        int base = depth * FRAME_LENGTH;
        if (base == frames.length) {
            frames = Arrays.copyOf(frames, frames.length * 2);
            cell[1] = frames;
        }
        frames[base] = traceIdHigh;
        frames[base + 1] = traceIdLow;
        frames[base + 2] = spanId;
        frames[base + 3] = parentId;
        frames[base + 4] = type | (long) origin << ORIGIN_SHIFT;
        header[DEPTH] = depth + 1;
        return true;
    }

    /** Takes the span off this thread, wherever it stands; spans need not end in the order they began. */
    static boolean pop(long[][] cell, long spanId) {
        long[] header = cell[0];
        long[] frames = cell[1];
        int depth = (int) header[DEPTH];
        for (int i = depth - 1; i >= 0; i--) {
            int base = i * FRAME_LENGTH;
            if (frames[base + 2] == spanId) {
                if (i < depth - 1) {
                    System.arraycopy(frames, base + FRAME_LENGTH, frames, base, (depth - 1 - i) * FRAME_LENGTH);
                }
                header[DEPTH] = depth - 1;
                return true;
            }
        }
        return false;
    }

    /** Tells the thread that began a span that another one has ended it; that thread forgets it when it next looks for a parent. */
    static void endElsewhere(long[][] cell, long spanId) {
        if (ended.size() >= ENDED_LIMIT) {
            ended.clear();
        }
        ended.merge(cell, new long[] {spanId}, ThreadTrace::concatenate);
    }

    private static long[] concatenate(long[] left, long[] right) {
        long[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    /** How many spans this thread is in, those left out that other threads have ended. */
    private static int depth(long[][] cell) {
        if (!ended.isEmpty()) {
            long[] spanIds = ended.remove(cell);
            if (spanIds != null) {
                for (long spanId : spanIds) {
                    pop(cell, spanId);
                }
            }
        }
        return (int) cell[0][DEPTH];
    }

    /**
     * Lets spans without parent find a root.
     *
     * @param rootKey a list of the root's owner and its key if it has one, any other object if not
     */
    static void openRoot(Object rootKey, long traceIdHigh, long traceIdLow, long spanId, int origin) {
        roots.put(rootKey, new long[] {traceIdHigh, traceIdLow, spanId, origin});
    }

    static void closeRoot(Object rootKey) {
        roots.remove(rootKey);
    }

    /**
     * The open root of the key, else of the receiver, else the only one that is open; null if there is none, AMBIGUOUS_ROOT if the choice is not
     * clear. A root with another key than the span's own is never the span's.
     */
    private static long[] openRoot(Object key, Object receiver) {
        ConcurrentMap<Object, long[]> open = roots;
        if (open.isEmpty()) {
            return null;
        }
        long[] only = null;
        boolean several = false;
        for (Map.Entry<Object, long[]> entry : open.entrySet()) {
            boolean keyed = key != null && entry.getKey() instanceof List<?>;
            if (keyed && ((List<?>) entry.getKey()).get(1).equals(key)) {
                return entry.getValue();
            }
            if (!keyed) {
                several = only != null;
                only = entry.getValue();
            }
        }
        GroupEvent ofReceiver = ReceiverRoots.find(receiver);
        if (ofReceiver != null) {
            return new long[] {
                ofReceiver.traceIdHigh, ofReceiver.traceIdLow, ofReceiver.parentId, ofReceiver.traceOrigin
            };
        }
        return several ? AMBIGUOUS_ROOT : only;
    }

    /**
     * The innermost span of this thread, else the only open root, else another tracer's, else the process's parent.
     *
     * @return trace id in two halves, span id, and the trace's origin as in {@link SpanEvent#traceOrigin}; null if there is none
     */
    public static long[] current() {
        long[][] cell = cells.get();
        int depth = depth(cell);
        if (depth > 0) {
            int base = (depth - 1) * FRAME_LENGTH;
            return new long[] {cell[1][base], cell[1][base + 1], cell[1][base + 2], cell[1][base + 4] >>> ORIGIN_SHIFT};
        }
        long[] root = openRoot(null, null);
        if (root != null && root != AMBIGUOUS_ROOT) {
            return root.clone();
        }
        long[] other = askOther();
        if (other != null) {
            return other;
        }
        return process[2] == 0 ? null : process.clone();
    }

    /**
     * Makes a span the innermost one of this thread.
     *
     * @param traceIdHigh the trace id's upper half
     * @param traceIdLow the trace id's lower half
     * @param spanId the span's id, not 0
     * @param origin the trace's, as in {@link SpanEvent#traceOrigin}
     */
    public static void attach(long traceIdHigh, long traceIdLow, long spanId, int origin) {
        push(cells.get(), traceIdHigh, traceIdLow, spanId, 0, 0, origin);
    }

    /**
     * Whether a trace is sampled: as its parent outside of the process is, unless the agent was told otherwise.
     *
     * @param traceIdLow the trace id's lower half
     * @param origin the trace's, as in {@link SpanEvent#traceOrigin}
     * @return whether its spans are exported
     */
    public static boolean isSampled(long traceIdLow, int origin) {
        LongBinaryOperator decision = sampler.get();
        return decision == null ? origin != NOT_SAMPLED_OUTSIDE : decision.applyAsLong(traceIdLow, origin) != 0;
    }

    /**
     * Undoes {@link #attach} on the same thread.
     *
     * @param spanId the span's id
     */
    public static void detach(long spanId) {
        pop(cells.get(), spanId);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> sharedState() {
        try {
            Class<?> owner = Class.forName(OWNER, true, ClassLoader.getSystemClassLoader());
            return (Map<String, Object>) owner.getMethod("state").invoke(null);
        } catch (ReflectiveOperationException | LinkageError | RuntimeException withoutAgent) {
            return null;
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
