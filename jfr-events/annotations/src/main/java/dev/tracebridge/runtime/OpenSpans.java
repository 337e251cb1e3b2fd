package dev.tracebridge.runtime;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The spans that two calls of a facade open and close on one thread.
 *
 * <p><b>Assumptions:</b> a span is opened and closed by one thread. <b>Guarantees:</b> at most {@value #LIMIT} spans are open per thread; when
 * there would be more, the oldest is written as unfinished. What a dead thread left open is written as unfinished too, at the latest when the
 * JVM ends. <b>Progress:</b> opening and closing take a lock of the thread's own, contended only by the sweep after dead threads.
 */
public final class OpenSpans {

    static final int LIMIT = 1024;

    private static final int SWEEP_INTERVAL = 64;
    private static final Queue<OpenSpans> ALL = new ConcurrentLinkedQueue<>();
    private static final AtomicInteger CREATED = new AtomicInteger();

    // Weak, so that the threads of a pool do not keep this class's loader; ALL keeps what the threads need.
    private static final ThreadLocal<WeakReference<OpenSpans>> OWN = new ThreadLocal<>();

    // Whoever is told of it holds it weakly.
    private static final Runnable ABANDONING = OpenSpans::abandonAll;

    static {
        UnfinishedSpans.register(ABANDONING);
    }

    private final WeakReference<Thread> thread;
    private final List<SpanEvent> open = new ArrayList<>();

    private OpenSpans(Thread thread) {
        this.thread = new WeakReference<>(thread);
    }

    private static OpenSpans own() {
        WeakReference<OpenSpans> known = OWN.get();
        OpenSpans own = known == null ? null : known.get();
        return own == null ? create() : own;
    }

    private static OpenSpans create() {
        if (CREATED.incrementAndGet() % SWEEP_INTERVAL == 0) {
            sweep();
        }
        OpenSpans own = new OpenSpans(Thread.currentThread());
        ALL.add(own);
        OWN.set(new WeakReference<>(own));
        return own;
    }

    private static void sweep() {
        ALL.removeIf(spans -> {
            Thread owner = spans.thread.get();
            boolean dead = owner == null || !owner.isAlive();
            if (dead) {
                spans.abandonOpen();
            }
            return dead;
        });
    }

    static void abandonAll() {
        ALL.forEach(OpenSpans::abandonOpen);
    }

    /**
     * Remembers a span until its end on this thread.
     *
     * @param event the begun event
     * @param key its key, null if it has none
     */
    public static void open(SpanEvent event, Object key) {
        event.key = key;
        event.beganOn = Thread.currentThread();
        own().add(event);
    }

    /**
     * Writes as unfinished what is open with the same type and key on this thread: a span of shape {@code flat} whose next one begins never
     * ended. To be called before that next one is placed, which would be its child otherwise.
     *
     * @param type the event class
     * @param key the key, null if it has none
     */
    public static void abandon(Class<? extends SpanEvent> type, Object key) {
        SpanEvent left = own().remove(type, key);
        if (left != null) {
            left.abandon();
        }
    }

    /**
     * Whether a span of this type and key is open on this thread.
     *
     * @param type the event class
     * @param key the key, null if it has none
     * @return true if {@link #close} would find one
     */
    public static boolean isOpen(Class<? extends SpanEvent> type, Object key) {
        return own().indexOf(type, key) >= 0;
    }

    /**
     * Takes the newest open span of this type and key off this thread.
     *
     * @param <E> the event type
     * @param type the event class
     * @param key the key, null if it has none
     * @return the span, to be completed and emitted by the caller; null if none is open
     */
    public static <E extends SpanEvent> E close(Class<E> type, Object key) {
        SpanEvent event = own().remove(type, key);
        if (event == null || !event.claim()) {
            return null;
        }
        event.exit();
        return type.cast(event);
    }

    private synchronized void add(SpanEvent event) {
        if (open.size() == LIMIT) {
            open.remove(0).abandon();
        }
        open.add(event);
    }

    private synchronized int indexOf(Class<?> type, Object key) {
        for (int i = open.size() - 1; i >= 0; i--) {
            SpanEvent event = open.get(i);
            if (event.getClass() == type && Objects.equals(event.key, key)) {
                return i;
            }
        }
        return -1;
    }

    private synchronized SpanEvent remove(Class<?> type, Object key) {
        int index = indexOf(type, key);
        return index < 0 ? null : open.remove(index);
    }

    private synchronized void abandonOpen() {
        open.forEach(SpanEvent::abandon);
        open.clear();
    }
}
