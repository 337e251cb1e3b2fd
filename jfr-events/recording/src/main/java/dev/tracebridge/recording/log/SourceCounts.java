package dev.tracebridge.recording.log;

import dev.tracebridge.recording.log.SourceSummary.NameCount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what becomes of one log's lines. */
final class SourceCounts {

    private static final int NAMES = 10_000;
    private static final int SHOWN = 5;

    long lines;
    long records;
    long unknown;
    long skipped;
    long untimed;
    long dropped;
    private long kept;
    private final Map<String, Long> misfits = new HashMap<>();
    private final Map<String, Long> unknownNames = new HashMap<>();

    void misfit(String name) {
        kept++;
        count(misfits, name);
    }

    void unknown(String name) {
        unknown++;
        count(unknownNames, name);
    }

    private static void count(Map<String, Long> counts, String name) {
        if (counts.size() < NAMES || counts.containsKey(name)) {
            counts.merge(name, 1L, Long::sum);
        }
    }

    SourceSummary summary(String name) {
        return new SourceSummary(
                name,
                lines,
                records,
                kept,
                unknown,
                skipped,
                untimed,
                dropped,
                mostFrequent(misfits),
                mostFrequent(unknownNames));
    }

    private static List<NameCount> mostFrequent(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .map(entry -> new NameCount(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(NameCount::count).reversed().thenComparing(NameCount::name))
                .limit(SHOWN)
                .toList();
    }
}
