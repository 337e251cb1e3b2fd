package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Tracepoint;
import java.util.List;

/**
 * How a derived event ended.
 *
 * @param time nanoseconds since the epoch
 * @param thread where it ended
 * @param tracepoint the one that ended it, null where none did or where its arguments are not the event's
 * @param values the tracepoint's arguments
 * @param endedBy the tracepoint's name where several might have been, else null
 * @param error what failed, else null
 * @param next the state or checkpoint that followed, else null
 * @param unfinished whether the end is not in the log
 */
record SpanEnd(
        long time,
        int thread,
        Tracepoint tracepoint,
        List<Object> values,
        String endedBy,
        String error,
        String next,
        boolean unfinished) {

    static SpanEnd unfinished(long time, int thread) {
        return new SpanEnd(time, thread, null, List.of(), null, null, null, true);
    }

    static SpanEnd step(long time, int thread, String next, boolean unfinished) {
        return new SpanEnd(time, thread, null, List.of(), null, null, next, unfinished);
    }
}
