package dev.tracebridge.exporter;

import java.util.Arrays;

/**
 * Puts the events of a segment in the order of their ends. In a chunk they stand buffer by buffer, each buffer being of one thread and in order. Only
 * ends and places are held, not events, which would keep the garbage collector busy.
 *
 * <p><b>Guarantees:</b> events of one end stay in the order they came; memory for as many events as its capacity, 32 bytes each. Not for several threads.
 */
final class EventOrder {

    /** A usual chunk of the smallest events, of which those at its ends may belong together. */
    static final int OF_CHUNK = 524_288;

    /** What a JVM may spend on itself. */
    static final int OF_TAIL = 131_072;

    private static final int INITIAL_CAPACITY = 1024;

    private final int capacity;
    private long[] ends = new long[INITIAL_CAPACITY];
    private long[] places = new long[INITIAL_CAPACITY];
    private int size;

    private long[] mergedEnds = {};
    private long[] mergedPlaces = {};
    /** Where runs begin that are in order already. */
    private int[] runs = {};

    /**
     * Makes an order.
     *
     * @param capacity how many events it may hold
     */
    EventOrder(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == capacity;
    }

    /**
     * Takes an event.
     *
     * @param end when it was over
     * @param place where it is
     */
    void add(long end, long place) {
        if (size == ends.length) {
            int grown = Math.min(capacity, size * 2);
            ends = Arrays.copyOf(ends, grown);
            places = Arrays.copyOf(places, grown);
        }
        ends[size] = end;
        places[size++] = place;
    }

    /** Where an event is, after {@link #sort} in the order of their ends. */
    long place(int index) {
        return places[index];
    }

    /** Forgets the first ones. */
    void remove(int count) {
        System.arraycopy(ends, count, ends, 0, size - count);
        System.arraycopy(places, count, places, 0, size - count);
        size -= count;
    }

    /** The place of the event that stands first, whatever its end; there is one. */
    long firstPlace() {
        long first = places[0];
        for (int i = 1; i < size; i++) {
            first = Math.min(first, places[i]);
        }
        return first;
    }

    /** Merges what is in order already, since that is most of it. */
    void sort() {
        int count = findRuns();
        while (count > 1) {
            if (mergedEnds.length < size) {
                mergedEnds = new long[ends.length];
                mergedPlaces = new long[ends.length];
            }
            int merged = 0;
            for (int i = 0; i < count; i += 2) {
                int middle = runs[i + 1];
                merge(runs[i], middle, i + 1 < count ? runs[i + 2] : middle);
                runs[merged++] = runs[i];
            }
            runs[merged] = size;
            count = merged;
            long[] swap = ends;
            ends = mergedEnds;
            mergedEnds = swap;
            swap = places;
            places = mergedPlaces;
            mergedPlaces = swap;
        }
    }

    /** The begin of each, and the end of the last one. */
    private int findRuns() {
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (i == 0 || ends[i] < ends[i - 1]) {
                if (count + 2 > runs.length) {
                    runs = Arrays.copyOf(runs, Math.max(16, 2 * runs.length));
                }
                runs[count++] = i;
            }
        }
        if (count > 0) {
            runs[count] = size;
        }
        return count;
    }

    private void merge(int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takesLeft = left < middle && (right >= end || ends[left] <= ends[right]);
            int from = takesLeft ? left++ : right++;
            mergedEnds[i] = ends[from];
            mergedPlaces[i] = places[from];
        }
    }
}
