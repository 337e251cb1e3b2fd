package dev.tracebridge.exporter;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;

/**
 * Puts the events of a file in the order of their ends. In a file they stand buffer by buffer, each buffer being of one thread and in order.
 *
 * <p><b>Guarantees:</b> memory for as many events as its capacity; events less than half of that apart leave in order, those of one end in the order
 * they came. Not for several threads.
 */
final class EventOrder {

    /** A usual chunk of the smallest events, of which those at its ends may belong together. */
    static final int OF_CHUNK = 524_288;

    /** What a JVM may spend on its own end. */
    static final int OF_TAIL = 131_072;

    private static final Comparator<ReadEvent> BY_END = (one, other) -> Long.compare(one.end(), other.end());
    private static final int INITIAL_CAPACITY = 1024;

    private final Consumer<ReadEvent> out;
    private ReadEvent[] entries = new ReadEvent[INITIAL_CAPACITY];
    private final int capacity;
    private int size;

    /**
     * Makes an order.
     *
     * @param capacity how many events it may hold back
     * @param out takes the events
     */
    EventOrder(int capacity, Consumer<ReadEvent> out) {
        this.capacity = capacity;
        this.out = out;
    }

    void add(ReadEvent event) {
        if (size == entries.length) {
            if (size == capacity) {
                release(capacity / 2);
            } else {
                entries = Arrays.copyOf(entries, Math.min(capacity, size * 2));
            }
        }
        entries[size++] = event;
    }

    void releaseAll() {
        release(size);
    }

    private void release(int count) {
        Arrays.sort(entries, 0, size, BY_END);
        for (int i = 0; i < count; i++) {
            out.accept(entries[i]);
        }
        System.arraycopy(entries, count, entries, 0, size - count);
        Arrays.fill(entries, size - count, size, null);
        size -= count;
    }
}
