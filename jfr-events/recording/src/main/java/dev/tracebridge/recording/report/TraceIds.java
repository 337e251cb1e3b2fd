package dev.tracebridge.recording.report;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;

/** Counts the events of each trace. */
final class TraceIds {

    private static final int COUNTED = 4096;
    private static final int LISTED = 100;

    private final Map<Id, long[]> counts = new HashMap<>();

    void add(ScannedType type, RecordedEvent event) {
        Id id = new Id(type.id(event, "traceIdHigh"), type.id(event, "traceIdLow"));
        if (id.isNone()) {
            return;
        }
        long[] count = counts.get(id);
        if (count != null) {
            count[0]++;
        } else if (counts.size() < COUNTED) {
            counts.put(id, new long[] {1});
        }
    }

    /** Those of the states, then the others, the most frequent first. */
    List<String> ids(List<StateSequence> states) {
        Set<String> ids = new LinkedHashSet<>();
        states.stream().map(StateSequence::traceId).filter(id -> !id.isEmpty()).forEach(ids::add);
        counts.entrySet().stream()
                .sorted(Comparator.<Map.Entry<Id, long[]>>comparingLong(entry -> -entry.getValue()[0])
                        .thenComparing(entry -> entry.getKey().hex()))
                .forEach(entry -> ids.add(entry.getKey().hex()));
        return ids.stream().limit(LISTED).toList();
    }

    static String hex(ScannedType type, RecordedEvent event) {
        Id id = new Id(type.id(event, "traceIdHigh"), type.id(event, "traceIdLow"));
        return id.isNone() ? "" : id.hex();
    }

    private record Id(long high, long low) {

        boolean isNone() {
            return (high | low) == 0;
        }

        String hex() {
            return String.format("%016x%016x", high, low);
        }
    }
}
