package dev.tracebridge.recording.report;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/** Counts incidents and keeps the earliest ones. */
final class IncidentsScan {

    private static final int LISTED = 20;

    private final Map<String, Long> counts = new TreeMap<>();
    private final PriorityQueue<Incident> latestFirst =
            new PriorityQueue<>(Comparator.comparing(Incident::at).reversed());

    void add(Incident incident) {
        counts.merge(incident.name(), 1L, Long::sum);
        latestFirst.add(incident);
        if (latestFirst.size() > LISTED) {
            latestFirst.poll();
        }
    }

    Incidents incidents() {
        List<Incident> earliest =
                latestFirst.stream().sorted(Comparator.comparing(Incident::at)).toList();
        return new Incidents(counts, earliest);
    }
}
