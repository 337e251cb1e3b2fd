package dev.tracebridge.recording.log;

import dev.tracebridge.catalogue.Tracepoint;
import java.util.List;

/**
 * A record that may begin or end something.
 *
 * @param tracepoint its tracepoint
 * @param values its arguments
 * @param time nanoseconds since the epoch
 * @param thread the writer's number of the thread
 * @param line where it stands
 */
record TraceRecord(Tracepoint tracepoint, List<Object> values, long time, int thread, long line) {

    /** The value of an argument as text; a null pointer is {@code (null)}, as printf has it. */
    String text(String argument) {
        return String.valueOf(values.get(tracepoint.indexOf(argument))).replaceFirst("^null$", "(null)");
    }
}
