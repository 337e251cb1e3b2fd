package dev.tracebridge.recording.report;

import java.util.List;
import java.util.Map;

/**
 * Spans that never ended, or errors: all counted, the earliest ones listed.
 *
 * @param counts how many there were of each name
 * @param earliest the earliest ones, in order
 */
public record Incidents(Map<String, Long> counts, List<Incident> earliest) {

    /** Copies the list. */
    public Incidents {
        earliest = List.copyOf(earliest);
    }

    /**
     * How many there were.
     *
     * @return the sum of the counts
     */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
