package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Tracepoint;

/**
 * A record that may begin or end something.
 *
 * @param type its type
 * @param values its arguments, which are gone when the next record is read
 * @param time nanoseconds since the epoch
 * @param thread the writer's number of the thread
 * @param line where it stands
 */
record TraceRecord(RecordType type, ArgumentValues values, long time, int thread, long line) {

    Tracepoint tracepoint() {
        return type.tracepoint();
    }

    /** The value of an argument as text; a null pointer is {@code (null)}, as printf has it. */
    String text(String argument) {
        return values.text(tracepoint(), argument);
    }
}
