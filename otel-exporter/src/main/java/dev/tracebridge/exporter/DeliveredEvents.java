package dev.tracebridge.exporter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Remembers which events the live stream has delivered, as far as needed to find them again in a file that overlaps with it.
 *
 * <p>An event is known by its type, thread, start and end. Several alike count as many; of those, the first ones in the file are the ones delivered,
 * since a thread's events keep their order. What ended more than {@value #KEPT_SECONDS} seconds before the newest one is taken for delivered
 * without being remembered: an event would have to be committed that long after its end to be missed.
 *
 * <p>Not for several threads at a time.
 */
final class DeliveredEvents {

    static final int KEPT_SECONDS = 5;

    private static final long KEPT_NANOS = KEPT_SECONDS * 1_000_000_000L;
    private static final int INITIAL_CAPACITY = 1024;
    private static final int CAPACITY = 524_288;

    // A ring of pairs: identity and end.
    private long[] ring = new long[2 * INITIAL_CAPACITY];
    private int first;
    private int size;
    private long forgottenUntil = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;
    private Map<Long, Integer> counts;

    void add(RecordedEvent event) {
        long end = EventTimes.end(event);
        newest = Math.max(newest, end);
        while (size > 0 && (ring[2 * first + 1] < newest - KEPT_NANOS || size == CAPACITY)) {
            forgottenUntil = Math.max(forgottenUntil, ring[2 * first + 1]);
            first = (first + 1) % (ring.length / 2);
            size--;
        }
        if (2 * size == ring.length) {
            grow();
        }
        int last = (first + size) % (ring.length / 2);
        ring[2 * last] = identity(event, end);
        ring[2 * last + 1] = end;
        size++;
    }

    private void grow() {
        long[] grown = Arrays.copyOf(Arrays.copyOfRange(ring, 2 * first, ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, grown, ring.length - 2 * first, 2 * first);
        ring = grown;
        first = 0;
    }

    /** Whether this event, read from the overlapping file in the order of ends, was delivered. Each one delivered is found once. */
    boolean remove(RecordedEvent event) {
        long end = EventTimes.end(event);
        if (end <= forgottenUntil) {
            return true;
        }
        if (counts == null) {
            counts = new HashMap<>();
            for (int i = 0; i < size; i++) {
                counts.merge(ring[2 * ((first + i) % (ring.length / 2))], 1, Integer::sum);
            }
        }
        return counts.computeIfPresent(identity(event, end), (id, count) -> count == 0 ? null : count - 1) != null;
    }

    private static long identity(RecordedEvent event, long end) {
        long thread = event.getThread() == null
                ? EventThread.UNKNOWN
                : event.getThread().getId();
        long id = SpanIds.mix(event.getEventType().getName().hashCode());
        id = SpanIds.mix(id + thread);
        id = SpanIds.mix(id + EventTimes.start(event));
        return SpanIds.mix(id + end);
    }
}
