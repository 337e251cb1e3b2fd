package dev.tracebridge.exporter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The spans that the recorded JVM has listed as open and that have not ended since: what is left at the end of a recording was open when its JVM
 * died. Bounded; not for several threads.
 */
final class OpenSpanList {

    /** The name of the event that lists one, once a second. */
    static final String EVENT = "dev.tracebridge.OpenSpan";

    private static final int LIMIT = 65_536;
    private static final int ENDED_LIMIT = 16_384;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LISTED_FROM_NANOS = 1_000_000_000;
    private final Map<Long, Listed> open = new LinkedHashMap<>();
    private final Set<Long> ended = new LinkedHashSet<>();

    /** A span as it was listed. */
    record Listed(
            String event,
            String value,
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            long parentId,
            long groupParentId,
            long origin,
            long since,
            EventThread thread) {

        private Listed since(long other) {
            return new Listed(
                    event, value, traceIdHigh, traceIdLow, spanId, parentId, groupParentId, origin, other, thread);
        }
    }

    /**
     * Takes a listing.
     *
     * @throws IllegalArgumentException where it lacks a field
     */
    void add(RareEvent event) {
        long spanId = event.number("spanId");
        // The JVM may have found it open just before it ended.
        if (!ended.contains(spanId) && (open.size() < LIMIT || open.containsKey(spanId))) {
            open.put(
                    spanId,
                    new Listed(
                            event.text("event"),
                            event.text("value"),
                            event.number("traceIdHigh"),
                            event.number("traceIdLow"),
                            spanId,
                            event.number("parentId"),
                            event.number("groupParentId"),
                            event.has("traceOrigin") ? event.number("traceOrigin") : 0,
                            event.number("since") * NANOS_PER_MILLI,
                            event.thread("startThread")));
        }
    }

    void ended(long spanId, long duration) {
        if (!open.isEmpty()) {
            open.remove(spanId);
        }
        if (duration >= LISTED_FROM_NANOS) {
            if (ended.size() >= ENDED_LIMIT) {
                ended.remove(ended.iterator().next());
            }
            ended.add(spanId);
        }
    }

    /** Takes all that are left, those that began last first, so that a child comes before its parent. */
    List<Listed> takeAll() {
        Map<Long, Long> since = new HashMap<>();
        open.forEach((spanId, listed) -> since.put(spanId, listed.since));
        open.values().forEach(listed -> beginBefore(listed, since));
        List<Listed> left = new ArrayList<>();
        open.values().forEach(listed -> left.add(0, listed.since(since.get(listed.spanId))));
        left.sort(Comparator.comparingLong((Listed listed) -> listed.since).reversed());
        open.clear();
        return left;
    }

    /** Each was seen first within a second of its beginning, so a child may have been seen before its parents. */
    private void beginBefore(Listed child, Map<Long, Long> since) {
        long earliest = child.since;
        for (Listed parent = parent(child); parent != null && since.get(parent.spanId) > earliest; ) {
            since.put(parent.spanId, earliest);
            parent = parent(parent);
        }
    }

    private Listed parent(Listed child) {
        Listed parent = open.get(child.parentId);
        return parent == null ? open.get(child.groupParentId) : parent;
    }
}
