package dev.tracebridge.recording.log;

/** Gives times to records that have none: one microsecond after the other, or that of the record before. */
final class LogTime {

    private static final long STEP = 1000;

    private long next;
    private boolean timed;
    private long last;

    /** A log whose records count from there; nanoseconds since the epoch. */
    LogTime(long start) {
        next = start;
    }

    /** Says when the first record with a time will come: those before it get its time if none had one so far. */
    void before(long time) {
        if (!timed) {
            at(time);
        }
    }

    /** Remembers a record's own time. */
    void at(long time) {
        timed = true;
        last = time;
    }

    /** A time for a record without one. */
    long unknown() {
        if (timed) {
            return last;
        }
        long time = next;
        next += STEP;
        return time;
    }
}
