package dev.tracebridge.recording.print;

/**
 * Where a record stood before it was imported.
 *
 * @param source the log
 * @param line counted from 1
 * @param form what stood before the name, as {@link dev.tracebridge.recording.log.LogForm#word} spells it
 */
record LogPlace(String source, long line, String form) {

    /** The record was never in a log. */
    static final LogPlace NONE = new LogPlace("", 0, "");

    boolean isKnown() {
        return line > 0;
    }
}
