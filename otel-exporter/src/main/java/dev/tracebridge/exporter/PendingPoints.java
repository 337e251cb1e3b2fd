package dev.tracebridge.exporter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The points whose enclosing span has not been seen, by thread and by age. Not for several threads. */
final class PendingPoints {

    private static final int SLACK = 1024;

    private final LongTable<ArrayDeque<PendingPoint>> byThread = new LongTable<>();
    private final ArrayDeque<PendingPoint> byAge = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    void add(PendingPoint point) {
        ArrayDeque<PendingPoint> points = byThread.get(point.thread().key());
        if (points == null) {
            points = new ArrayDeque<>();
            byThread.put(point.thread().key(), points);
        }
        points.addLast(point);
        byAge.addLast(point);
        size++;
        if (byAge.size() > 2 * size + SLACK) {
            byAge.removeIf(PendingPoint::taken);
        }
    }

    /**
     * Takes the points of a thread that lie in a span, in the order of time.
     *
     * @param clock of the span
     */
    List<PendingPoint> takeWithin(long thread, long start, long end, ChunkClock clock) {
        ArrayDeque<PendingPoint> points = byThread.get(thread);
        if (points == null || thread == EventThread.UNKNOWN) {
            return List.of();
        }
        List<PendingPoint> taken = new ArrayList<>();
        List<PendingPoint> left = new ArrayList<>();
        while (!points.isEmpty() && points.peekLast().time() >= start - PendingPoint.CLOCKS_DIFFER_NANOS) {
            PendingPoint point = points.pollLast();
            (point.liesIn(start, end, clock) ? taken : left).add(point);
        }
        for (int i = left.size() - 1; i >= 0; i--) {
            points.addLast(left.get(i));
        }
        if (points.isEmpty()) {
            byThread.remove(thread);
        }
        taken.forEach(PendingPoint::take);
        size -= taken.size();
        Collections.reverse(taken);
        return taken;
    }

    /** Takes a point that waits. */
    void take(PendingPoint point) {
        ArrayDeque<PendingPoint> points = byThread.get(point.thread().key());
        points.removeLastOccurrence(point);
        if (points.isEmpty()) {
            byThread.remove(point.thread().key());
        }
        point.take();
        size--;
    }

    /** The time of the oldest point, {@link Long#MAX_VALUE} if there is none. */
    long oldestTime() {
        while (!byAge.isEmpty() && byAge.peekFirst().taken()) {
            byAge.pollFirst();
        }
        return byAge.isEmpty() ? Long.MAX_VALUE : byAge.peekFirst().time();
    }

    /** Takes the oldest point; null if there is none. */
    PendingPoint takeOldest() {
        if (oldestTime() == Long.MAX_VALUE) {
            return null;
        }
        PendingPoint point = byAge.pollFirst();
        ArrayDeque<PendingPoint> points = byThread.get(point.thread().key());
        points.removeFirstOccurrence(point);
        if (points.isEmpty()) {
            byThread.remove(point.thread().key());
        }
        point.take();
        size--;
        return point;
    }
}
