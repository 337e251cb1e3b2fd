package dev.tracebridge.exporter;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What became of the events of tracepoints that were read: {@code received = exported + dropped + pending}.
 *
 * @param received events read
 * @param exported events that arrived: as a span, as a step of one, or as a span event
 * @param dropped events that did not, by reason; reasons without any are missing
 * @param spans spans that arrived, those of roots and chains included, which no single event stands for
 */
public record ExportCounts(long received, long exported, Map<DropReason, Long> dropped, long spans) {

    public ExportCounts {
        dropped = dropped.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(dropped));
    }

    /** All events dropped. */
    public long totalDropped() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Events dropped though nobody asked for it. */
    public long totalLost() {
        return dropped.entrySet().stream()
                .filter(entry -> !entry.getKey().isIntended())
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Events whose fate is open: they wait for the span they belong to, or for being sent. */
    public long pending() {
        return received - exported - totalDropped();
    }

    /** {@code received 10, exported 8 (3 spans), dropped 1 (event_limit 1), pending 1}. */
    @Override
    public String toString() {
        String reasons = dropped.isEmpty() ? "" : " (" + reasons() + ')';
        return "received " + received + ", exported " + exported + " (" + spans + " spans), dropped " + totalDropped()
                + reasons + ", pending " + pending();
    }

    /** {@code threshold 3, event_limit 1}; empty where nothing was dropped. */
    public String reasons() {
        StringJoiner reasons = new StringJoiner(", ");
        for (DropReason reason : DropReason.values()) {
            if (dropped.containsKey(reason)) {
                reasons.add(reason.word() + ' ' + dropped.get(reason));
            }
        }
        return reasons.toString();
    }
}
