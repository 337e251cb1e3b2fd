package dev.tracebridge.exporter;

import java.util.Arrays;

/**
 * Values by numbers, found without an object for the number. Not for several threads.
 *
 * @param <T> the values, never null
 */
final class LongTable<T> {

    private static final int INITIAL_CAPACITY = 64;

    private long[] keys = new long[INITIAL_CAPACITY];
    private Object[] values = new Object[INITIAL_CAPACITY];
    private int size;

    /** The value of a number, null for none. */
    @SuppressWarnings("unchecked")
    T get(long key) {
        int mask = keys.length - 1;
        for (int i = place(key, mask); values[i] != null; i = i + 1 & mask) {
            if (keys[i] == key) {
                return (T) values[i];
            }
        }
        return null;
    }

    void put(long key, T value) {
        if (size * 2 >= keys.length) {
            grow();
        }
        insert(key, value);
    }

    private void insert(long key, Object value) {
        int mask = keys.length - 1;
        int i = place(key, mask);
        while (values[i] != null && keys[i] != key) {
            i = i + 1 & mask;
        }
        size += values[i] == null ? 1 : 0;
        keys[i] = key;
        values[i] = value;
    }

    private void grow() {
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new Object[keys.length];
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldValues[i] != null) {
                insert(oldKeys[i], oldValues[i]);
            }
        }
    }

    void remove(long key) {
        int mask = keys.length - 1;
        int hole = place(key, mask);
        while (values[hole] != null && keys[hole] != key) {
            hole = hole + 1 & mask;
        }
        if (values[hole] == null) {
            return;
        }
        size--;
        // What was put behind others comes closer to its place.
        for (int i = hole + 1 & mask; values[i] != null; i = i + 1 & mask) {
            int wanted = place(keys[i], mask);
            if ((i - wanted & mask) >= (i - hole & mask)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        values[hole] = null;
    }

    void clear() {
        Arrays.fill(values, null);
        size = 0;
    }

    private static int place(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ mixed >>> 32) & mask;
    }
}
