package dev.tracebridge.recording.tuning;

import dev.tracebridge.recording.tuning.Downtime.Bounds;
import dev.tracebridge.recording.tuning.Downtime.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts recorded checkpoints together by their names. */
final class CheckpointScan {

    private static final Map<String, String> CHAINS = Map.of(
            "src-downtime-end", "source_downtime",
            "dst-precopy-bh-vm-started", "destination_downtime",
            "dst-postcopy-bh-vm-started", "destination_postcopy_downtime");
    private static final String SOURCE = "src-";
    private static final String DESTINATION = "dst-";

    private final Kept<Step> steps = new Kept<>();
    private final Kept<Instant> returnPathEnds = new Kept<>();
    private boolean source;
    private boolean destination;

    void add(TracepointEvent event) {
        String from = event.text("checkpoint");
        source |= from.startsWith(SOURCE);
        destination |= from.startsWith(DESTINATION);
        // A checkpoint outside every chain is no step.
        if (event.isSpan()) {
            steps.add(new Step(from, event.text("next"), event.begin(), event.lasted()));
        }
    }

    void addReturnPathEnd(TracepointEvent event) {
        if (!event.isUnfinished()) {
            returnPathEnds.add(event.end());
        }
    }

    boolean source() {
        return source;
    }

    boolean destination() {
        return destination;
    }

    long leftOut() {
        return steps.leftOut() + returnPathEnds.leftOut();
    }

    /** A step belongs to the chain whose last step ended where it begins. */
    List<Downtime> downtimes(DevicesScan devices) {
        List<List<Step>> chains = new ArrayList<>();
        for (Step step : steps.values().stream()
                .sorted(Comparator.comparing(Step::begin))
                .toList()) {
            chains.stream()
                    .filter(chain -> chain.get(chain.size() - 1).to.equals(step.from))
                    .reduce((a, b) -> b)
                    .orElseGet(() -> {
                        List<Step> chain = new ArrayList<>();
                        chains.add(chain);
                        return chain;
                    })
                    .add(step);
        }
        return chains.stream().map(chain -> downtime(chain, devices)).toList();
    }

    private Downtime downtime(List<Step> steps, DevicesScan devices) {
        Step first = steps.get(0);
        Step last = steps.get(steps.size() - 1);
        List<Phase> phases = new ArrayList<>();
        for (Step step : steps) {
            DevicesScan.Sum sum = devices.between(step.begin, step.begin.plus(step.took));
            phases.add(new Phase(step.from, step.to, step.begin, step.took, sum.devices(), sum.time()));
        }
        return new Downtime(
                CHAINS.getOrDefault(
                        last.to, first.from.startsWith(SOURCE) ? "source_downtime" : "destination_downtime"),
                first.begin,
                Duration.between(first.begin, last.begin.plus(last.took)),
                CHAINS.containsKey(last.to),
                Downtime.CHECKPOINTS,
                bounds(steps),
                phases);
    }

    /** The source reads its clock just after its first checkpoint and just before its last, which comes after the return path's end. */
    private Optional<Bounds> bounds(List<Step> steps) {
        Step first = steps.get(0);
        Step last = steps.get(steps.size() - 1);
        if (steps.size() < 3 || !first.from.equals("src-downtime-start") || !last.to.equals("src-downtime-end")) {
            return Optional.empty();
        }
        Instant end = last.begin.plus(last.took);
        Instant before = returnPathEnds.values().stream()
                .filter(at -> at.isAfter(last.begin) && !at.isAfter(end))
                .max(Comparator.naturalOrder())
                .orElse(last.begin);
        return Optional.of(
                new Bounds(Duration.between(first.begin.plus(first.took), before), Duration.between(first.begin, end)));
    }

    private record Step(String from, String to, Instant begin, Duration took) {}
}
