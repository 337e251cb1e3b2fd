package dev.tracebridge.recording.print;

import jdk.jfr.consumer.RecordedEvent;

/**
 * A line that was imported as it was: it did not fit its tracepoint's format.
 *
 * @param tracepoint the name it begins with
 * @param text the whole line
 * @param latin1 whether one character is one byte
 * @param unterminated whether the log ended in the middle of it
 * @param nanos its time, nanoseconds since the epoch
 * @param place where it stood
 */
record KeptText(String tracepoint, String text, boolean latin1, boolean unterminated, long nanos, LogPlace place) {

    static final String EVENT = "dev.tracebridge.LogLine";

    static KeptText of(RecordedEvent event) {
        return new KeptText(
                event.getString("tracepoint"),
                event.getString("text"),
                event.getBoolean("latin1"),
                event.getBoolean("unterminated"),
                PrintedType.nanos(event.getStartTime()),
                new LogPlace(event.getString("logSource"), event.getLong("logLine"), event.getString("logForm")));
    }
}
