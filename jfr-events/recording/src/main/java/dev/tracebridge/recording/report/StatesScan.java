package dev.tracebridge.recording.report;

import dev.tracebridge.recording.report.StateSequence.Step;
import dev.tracebridge.recording.tuning.Kept;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;

/** Gathers the steps of state machines by their root. */
final class StatesScan {

    private final Kept<Entry> entries = new Kept<>();

    void add(ScannedType type, RecordedEvent event) {
        Step step = new Step(
                type.field(event, type.type().argument()).orElse(""),
                event.getStartTime(),
                event.getDuration(),
                type.isUnfinished(event));
        Root root = new Root(TraceIds.hex(type, event), type.id(event, "parentId"));
        entries.add(new Entry(type, root, step, type.field(event, "next")));
    }

    long leftOut() {
        return entries.leftOut();
    }

    List<StateSequence> sequences() {
        Map<Root, List<Entry>> byRoot = new LinkedHashMap<>();
        entries.values().stream()
                .sorted(Comparator.comparing(entry -> entry.step.begin()))
                .forEach(entry -> byRoot.computeIfAbsent(entry.root, root -> new ArrayList<>())
                        .add(entry));
        return byRoot.values().stream().map(StatesScan::sequence).toList();
    }

    /** When the last sequence ended that was of this machine and reached a terminal state. */
    Optional<Instant> lastOutcome(String name) {
        return sequences().stream()
                .filter(sequence ->
                        sequence.name().equals(name) && sequence.outcome().isPresent())
                .map(StateSequence::end)
                .max(Comparator.naturalOrder());
    }

    private static StateSequence sequence(List<Entry> entries) {
        Entry last = entries.get(entries.size() - 1);
        Set<String> terminal = last.type.type().terminal();
        Optional<String> outcome = last.next.filter(terminal::contains);
        return new StateSequence(
                last.type.spanName(),
                last.root.traceId,
                entries.stream().map(Entry::step).toList(),
                outcome,
                outcome.filter(last.type.type().failed()::contains).isPresent());
    }

    private record Root(String traceId, long spanId) {}

    private record Entry(ScannedType type, Root root, Step step, Optional<String> next) {}
}
