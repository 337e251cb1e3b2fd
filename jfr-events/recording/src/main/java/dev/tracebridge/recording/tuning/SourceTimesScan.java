package dev.tracebridge.recording.tuning;

import dev.tracebridge.recording.tuning.RecoveryScan.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gathers when the source's last migration was set up. */
final class SourceTimesScan {

    private Optional<Instant> header = Optional.empty();
    private Optional<Instant> begin = Optional.empty();
    private Optional<Instant> end = Optional.empty();

    void addHeader(TracepointEvent event) {
        header = later(header, event.begin());
    }

    void addSetup(TracepointEvent event) {
        if (!event.isUnfinished()) {
            begin = later(begin, event.begin());
            end = later(end, event.end());
        }
    }

    private static Optional<Instant> later(Optional<Instant> known, Instant at) {
        return known.filter(at::isBefore).or(() -> Optional.of(at));
    }

    /**
     * The times.
     *
     * @param states of the source, in order
     * @param downtimes with that of the source, which ends where the clock is read last
     */
    Optional<SourceTimes> times(List<State> states, List<Downtime> downtimes) {
        if (end.isEmpty()) {
            return Optional.empty();
        }
        Instant from = header.filter(at -> !at.isAfter(begin.get())).orElse(begin.get());
        Optional<Instant> first = states.stream()
                .filter(state -> state.name().equals("setup") && !state.begin().isAfter(end.get()))
                .map(State::begin)
                .reduce((a, b) -> b);
        Optional<Instant> completed = states.stream()
                .filter(state -> state.next().equals("completed"))
                .map(State::end)
                .reduce((a, b) -> b);
        Optional<Instant> last = completed.map(at -> downtimes.stream()
                .filter(downtime -> downtime.name().equals("source_downtime"))
                .map(downtime -> downtime.begin().plus(downtime.lasted()))
                .filter(at::isBefore)
                .findFirst()
                .orElse(at));
        return Optional.of(new SourceTimes(
                Duration.between(from, end.get()),
                first.flatMap(at -> last.map(to -> Duration.between(at, to))).filter(total -> !total.isNegative())));
    }
}
