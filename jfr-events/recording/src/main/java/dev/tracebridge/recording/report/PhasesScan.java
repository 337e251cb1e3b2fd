package dev.tracebridge.recording.report;

import dev.tracebridge.catalogue.PhaseRule.Chain;
import dev.tracebridge.recording.report.Downtime.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;

/** Gathers the steps of checkpoint chains. */
final class PhasesScan {

    private final Kept<Entry> entries = new Kept<>();
    private boolean source;
    private boolean destination;

    void add(ScannedType type, RecordedEvent event) {
        String from = type.field(event, type.type().argument()).orElse("");
        source |= from.startsWith("src-");
        destination |= from.startsWith("dst-");
        Optional<String> next = type.field(event, "next");
        // A checkpoint outside every chain has neither an end nor a duration.
        if (next.isPresent() || type.isUnfinished(event)) {
            entries.add(new Entry(
                    type,
                    type.id(event, "parentId"),
                    from,
                    next.orElse(""),
                    event.getStartTime(),
                    event.getDuration()));
        }
    }

    boolean source() {
        return source;
    }

    boolean destination() {
        return destination;
    }

    long leftOut() {
        return entries.leftOut();
    }

    List<Downtime> downtimes(DevicesScan devices) {
        Map<Long, List<Entry>> byChain = new LinkedHashMap<>();
        entries.values().stream()
                .sorted(Comparator.comparing(Entry::begin))
                .forEach(entry -> byChain.computeIfAbsent(entry.chain, chain -> new ArrayList<>())
                        .add(entry));
        return byChain.values().stream().map(steps -> downtime(steps, devices)).toList();
    }

    private static Downtime downtime(List<Entry> steps, DevicesScan devices) {
        Entry first = steps.get(0);
        Entry last = steps.get(steps.size() - 1);
        List<Chain> chains = first.type.type().chains();
        Optional<Chain> reached = chains.stream()
                .filter(chain ->
                        chain.first().equals(first.from) && chain.last().equals(last.to))
                .findFirst();
        Optional<Chain> begun = chains.stream()
                .filter(chain -> chain.first().equals(first.from))
                .findFirst();
        List<Phase> phases = new ArrayList<>();
        for (Entry step : steps) {
            DevicesScan.Sum sum = devices.between(step.begin, step.begin.plus(step.took));
            phases.add(new Phase(step.from, step.to, step.begin, step.took, sum.devices(), sum.time()));
        }
        return new Downtime(
                reached.or(() -> begun).map(Chain::name).orElse(first.type.spanName()),
                first.begin,
                Duration.between(first.begin, last.begin.plus(last.took)),
                reached.isPresent(),
                phases);
    }

    private record Entry(ScannedType type, long chain, String from, String to, Instant begin, Duration took) {}
}
