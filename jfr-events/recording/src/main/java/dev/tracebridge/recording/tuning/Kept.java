package dev.tracebridge.recording.tuning;

import java.util.ArrayList;
import java.util.List;

/**
 * A list that stops growing at a limit and counts what it left out. Not safe for use by several threads.
 *
 * @param <T> what it holds
 */
public final class Kept<T> {

    /** Far above what a migration of hours gives. */
    public static final int LIMIT = 65_536;

    private final List<T> values = new ArrayList<>();
    private long leftOut;

    /** Adds a value, or counts it where the list is full. */
    public void add(T value) {
        if (values.size() < LIMIT) {
            values.add(value);
        } else {
            leftOut++;
        }
    }

    /** The values kept, in the order they came. */
    public List<T> values() {
        return values;
    }

    /** How many were not kept. */
    public long leftOut() {
        return leftOut;
    }
}
