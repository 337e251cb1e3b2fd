package dev.tracebridge.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A sample of the places where a connection is cut: half of them all over a stream, half where the guest is handed over. */
final class CutPoints {

    /** So many fields before the one that hands the guest over are always in the sample. */
    private static final int LAST_FIELDS = 5;

    private CutPoints() {}

    /**
     * A sample of {@code count} places, in order.
     *
     * @param ends the ends of all fields
     * @param from where the part begins that hands the guest over
     * @param to the end of the field that lets the destination run the guest
     */
    static List<Long> sample(List<Long> ends, int count, long from, long to) {
        int last = ends.indexOf(to);
        if (last < LAST_FIELDS || ends.size() < count) {
            throw new IllegalArgumentException(ends.size() + " fields, of which none ends at " + to);
        }
        TreeSet<Long> sample = new TreeSet<>(ends.subList(last - LAST_FIELDS, last + 1));
        List<Long> handOver =
                ends.stream().filter(end -> end >= from && end <= to).toList();
        spread(handOver, Math.min(count / 2, handOver.size()), sample);
        spread(ends, count, sample);
        return new ArrayList<>(sample);
    }

    /** Adds places at equal distances, and then the next ones, until there are {@code count}. */
    private static void spread(List<Long> places, int count, TreeSet<Long> sample) {
        int missing = count - sample.size();
        for (int i = 0; i < missing; i++) {
            sample.add(places.get((int) ((long) i * places.size() / missing)));
        }
        for (int i = 0; i < places.size() && sample.size() < count; i++) {
            sample.add(places.get(i));
        }
    }
}
