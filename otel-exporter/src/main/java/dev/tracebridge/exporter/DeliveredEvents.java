package dev.tracebridge.exporter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;

/**
 * Remembers which events the live stream has delivered, as far as needed to find them again in a file that overlaps with it.
 *
 * <p>An event is known by its type, thread, start and end, in ticks: Flight Recorder reckons the time of day from the first chunk of those that are
 * read, so that the stream and the file differ. Several alike count as many; of those, the first ones in the file are the ones delivered,
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

    private static final String DURATION = "duration";

    // A ring of threes: identity, end, end in ticks.
    private static final int WIDTH = 3;
    private long[] ring = new long[WIDTH * INITIAL_CAPACITY];
    private int first;
    private int size;
    private long forgottenUntil = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;
    private Map<Long, Integer> counts;

    void add(RecordedEvent event) {
        long end = EventTimes.end(event);
        newest = Math.max(newest, end);
        while (size > 0 && (ring[WIDTH * first + 1] < newest - KEPT_NANOS || size == CAPACITY)) {
            forgottenUntil = Math.max(forgottenUntil, ring[WIDTH * first + 2]);
            first = (first + 1) % (ring.length / WIDTH);
            size--;
        }
        if (WIDTH * size == ring.length) {
            grow();
        }
        int last = (first + size) % (ring.length / WIDTH);
        long endTicks = endTicks(event);
        ring[WIDTH * last] = identity(event, endTicks);
        ring[WIDTH * last + 1] = end;
        ring[WIDTH * last + 2] = endTicks;
        size++;
    }

    private void grow() {
        long[] grown = Arrays.copyOf(Arrays.copyOfRange(ring, WIDTH * first, ring.length), 2 * ring.length);
        System.arraycopy(ring, 0, grown, ring.length - WIDTH * first, WIDTH * first);
        ring = grown;
        first = 0;
    }

    /** Whether this event, read from the overlapping file, was delivered. Each one delivered is found once. */
    boolean remove(RecordedEvent event) {
        long endTicks = endTicks(event);
        if (endTicks <= forgottenUntil) {
            return true;
        }
        if (counts == null) {
            counts = new HashMap<>();
            for (int i = 0; i < size; i++) {
                counts.merge(ring[WIDTH * ((first + i) % (ring.length / WIDTH))], 1, Integer::sum);
            }
        }
        return counts.computeIfPresent(identity(event, endTicks), (id, count) -> count == 0 ? null : count - 1) != null;
    }

    /** Times are ticks as numbers, whatever they are as times. */
    private static long endTicks(RecordedEvent event) {
        return event.getLong("startTime") + (event.hasField(DURATION) ? event.getLong(DURATION) : 0);
    }

    private static long identity(RecordedEvent event, long endTicks) {
        long thread = event.getThread() == null
                ? EventThread.UNKNOWN
                : event.getThread().getId();
        long id = SpanIds.mix(event.getEventType().getName().hashCode());
        id = SpanIds.mix(id + thread);
        id = SpanIds.mix(id + event.getLong("startTime"));
        return SpanIds.mix(id + endTicks);
    }
}
