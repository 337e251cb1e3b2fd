package dev.tracebridge.recording.log;

/**
 * How a derived event ended.
 *
 * @param time nanoseconds since the epoch
 * @param thread where it ended
 * @param role what ended it; null where nothing did, or where the arguments of what did are not the event's
 * @param values the arguments of the role's tracepoint, null without one
 * @param error what failed, else null
 * @param next the state or checkpoint that followed, else null
 * @param unfinished whether the end is not in the log
 */
record SpanEnd(
        long time, int thread, SpanRole role, ArgumentValues values, String error, String next, boolean unfinished) {

    static SpanEnd by(SpanRole role, TraceRecord record) {
        return new SpanEnd(record.time(), record.thread(), role, record.values(), role.error(record), null, false);
    }

    static SpanEnd unfinished(long time, int thread) {
        return new SpanEnd(time, thread, null, null, null, null, true);
    }

    static SpanEnd step(long time, int thread, String next, boolean unfinished) {
        return new SpanEnd(time, thread, null, null, null, next, unfinished);
    }

    /** The same, to be kept while other records are read. */
    SpanEnd kept() {
        return new SpanEnd(time, thread, role, values.copy(), error, next, unfinished);
    }
}
