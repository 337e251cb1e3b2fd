package dev.tracebridge.runtime;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The open spans of one event type that may end on another thread than they began on, found by key; spans with equal keys end in the order they
 * began.
 *
 * <p><b>Guarantees:</b> at most {@value #LIMIT} spans are open; when there would be more, the oldest key's are written as unfinished. What is
 * open when the JVM ends is written as unfinished. <b>Progress:</b> one short lock per table; threads block each other for a map operation.
 */
public final class OpenSpanTable {

    static final int LIMIT = 16_384;

    private static final Object NO_KEY = new Object();

    // Whoever is told of it holds it weakly.
    private final Runnable abandoning = this::abandonAll;
    private final Consumer<Consumer<Object[]>> listing = this::listOpen;

    private final Map<Object, ArrayDeque<SpanEvent>> open = new LinkedHashMap<>();
    private int size;

    /** Makes an empty table. */
    public OpenSpanTable() {
        UnfinishedSpans.register(abandoning);
        ThreadTrace.offerOpenSpans(listing);
    }

    /**
     * Remembers a span until its end.
     *
     * @param event the begun event
     * @param key its key, null if it has none
     */
    public void open(SpanEvent event, Object key) {
        event.beganOn = Thread.currentThread();
        ArrayDeque<SpanEvent> evicted = null;
        synchronized (this) {
            if (size == LIMIT) {
                Iterator<ArrayDeque<SpanEvent>> oldest = open.values().iterator();
                evicted = oldest.next();
                oldest.remove();
                size -= evicted.size();
            }
            open.computeIfAbsent(key == null ? NO_KEY : key, k -> new ArrayDeque<>(1))
                    .add(event);
            size++;
        }
        if (evicted != null) {
            evicted.forEach(SpanEvent::abandon);
        }
    }

    /**
     * Whether a span with this key is open.
     *
     * @param key the key, null if it has none
     * @return true if {@link #close} would find one now
     */
    public synchronized boolean isOpen(Object key) {
        return open.containsKey(key == null ? NO_KEY : key);
    }

    /**
     * Takes the oldest open span with this key.
     *
     * @param key the key, null if it has none
     * @return the span, to be completed and emitted by the caller; null if none is open
     */
    public SpanEvent close(Object key) {
        SpanEvent event;
        synchronized (this) {
            Object found = key == null ? NO_KEY : key;
            ArrayDeque<SpanEvent> events = open.get(found);
            if (events == null) {
                return null;
            }
            event = events.poll();
            size--;
            if (events.isEmpty()) {
                open.remove(found);
            }
        }
        if (!event.claim()) {
            return null;
        }
        event.noteStartThread();
        return event;
    }

    private synchronized void listOpen(Consumer<Object[]> out) {
        for (ArrayDeque<SpanEvent> events : open.values()) {
            for (SpanEvent event : events) {
                out.accept(event.describe(null, 0));
            }
        }
    }

    private synchronized void abandonAll() {
        open.values().forEach(events -> events.forEach(SpanEvent::abandon));
        open.clear();
        size = 0;
    }
}
