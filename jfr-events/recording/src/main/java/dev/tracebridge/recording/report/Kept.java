package dev.tracebridge.recording.report;

import java.util.ArrayList;
import java.util.List;

/** A list that stops growing at a limit and counts what it left out. */
final class Kept<T> {

    /** Far above what a migration of hours gives. */
    static final int LIMIT = 65_536;

    private final List<T> values = new ArrayList<>();
    private long leftOut;

    void add(T value) {
        if (values.size() < LIMIT) {
            values.add(value);
        } else {
            leftOut++;
        }
    }

    List<T> values() {
        return values;
    }

    long leftOut() {
        return leftOut;
    }
}
