package dev.tracebridge.recording.log;

import java.util.Locale;

/** What stands before the name in a record of a log; see QEMU's {@code trace/log.h} of the versions named. */
public enum LogForm {
    /** Nothing: QEMU 6.0 and newer without {@code -msg timestamp=on}. */
    NONE,
    /** {@code TID@SECONDS.MICROSECONDS:}, before QEMU 3.1 the process id: always up to 5.2, later with {@code -msg timestamp=on}. */
    THREAD,
    /** {@code 2026-11-21T09:26:51.280285Z } and no thread: QEMU 10.2 with {@code -msg timestamp=on}. */
    ISO,
    /** None of these: the record comes from a file of the {@code simple} backend. */
    SIMPLE;

    /** How a recording spells it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
