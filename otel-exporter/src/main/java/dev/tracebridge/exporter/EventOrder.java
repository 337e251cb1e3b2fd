package dev.tracebridge.exporter;

import java.util.Arrays;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Puts the events of a file in the order of their ends. In a file they stand buffer by buffer, each buffer being of one thread and in order.
 *
 * <p><b>Guarantees:</b> memory for {@value #CAPACITY} events; events less than half of that apart leave in order, those of one end in the order they
 * came. Not for several threads.
 */
final class EventOrder {

    static final int CAPACITY = 131_072;

    private static final int INITIAL_CAPACITY = 1024;

    private final Consumer<RecordedEvent> out;
    private Entry[] entries = new Entry[INITIAL_CAPACITY];
    private int size;

    EventOrder(Consumer<RecordedEvent> out) {
        this.out = out;
    }

    void add(RecordedEvent event) {
        if (size == entries.length) {
            if (size == CAPACITY) {
                release(CAPACITY / 2);
            } else {
                entries = Arrays.copyOf(entries, size * 2);
            }
        }
        entries[size++] = new Entry(EventTimes.end(event), event);
    }

    void releaseAll() {
        release(size);
    }

    private void release(int count) {
        Arrays.sort(entries, 0, size);
        for (int i = 0; i < count; i++) {
            out.accept(entries[i].event);
        }
        System.arraycopy(entries, count, entries, 0, size - count);
        Arrays.fill(entries, size - count, size, null);
        size -= count;
    }

    private record Entry(long end, RecordedEvent event) implements Comparable<Entry> {

        @Override
        public int compareTo(Entry other) {
            return Long.compare(end, other.end);
        }
    }
}
