package dev.tracebridge.recording.print;

import dev.tracebridge.catalogue.Argument;
import dev.tracebridge.catalogue.Conversion;
import dev.tracebridge.catalogue.Tracepoint;
import java.util.List;

/**
 * One record of a tracepoint.
 *
 * @param tracepoint the tracepoint
 * @param values its arguments; {@link #UNKNOWN} for what is not recorded
 * @param nanos its time, nanoseconds since the epoch
 * @param threadId the operating system's thread, or Java's where that is unknown; 0 for neither
 * @param threadName possibly empty
 * @param place where it stood in a log, or {@link LogPlace#NONE}
 */
record PrintedRecord(
        Tracepoint tracepoint, List<Object> values, long nanos, long threadId, String threadName, LogPlace place) {

    /** A value that the recording does not have. */
    static final Object UNKNOWN = new Object() {
        @Override
        public String toString() {
            return "?";
        }
    };

    /** What follows the name. */
    String text() {
        return values.contains(UNKNOWN)
                ? textWithUnknown()
                : tracepoint.format().format(values);
    }

    private String textWithUnknown() {
        StringBuilder text = new StringBuilder();
        List<String> literals = tracepoint.format().literals();
        for (int i = 0; i < literals.size(); i++) {
            text.append(literals.get(i));
            if (i < tracepoint.format().conversions().size()) {
                Conversion conversion = tracepoint.format().conversions().get(i);
                text.append(alone(conversion.argument()));
            }
        }
        return text.toString();
    }

    private String alone(int index) {
        Object value = values.get(index);
        if (value == UNKNOWN || !(value instanceof Number number)) {
            return String.valueOf(value);
        }
        Argument argument = tracepoint.arguments().get(index);
        return argument.type().unsigned() ? Long.toUnsignedString(number.longValue()) : number.toString();
    }
}
