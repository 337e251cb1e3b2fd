package dev.tracebridge.recording.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The states a migration went through.
 *
 * @param name the state machine's name, for example {@code migration}
 * @param traceId the trace's id in hexadecimal, empty if there is none
 * @param steps the states in the order they began, at least one
 * @param outcome the terminal state, nothing where none was reached
 * @param failed whether the outcome means an error
 */
public record StateSequence(String name, String traceId, List<Step> steps, Optional<String> outcome, boolean failed) {

    /** Copies the steps. */
    public StateSequence {
        steps = List.copyOf(steps);
    }

    /**
     * The beginning of the first state.
     *
     * @return a time
     */
    public Instant begin() {
        return steps.get(0).begin();
    }

    /**
     * The end of the last state.
     *
     * @return a time
     */
    public Instant end() {
        Step last = steps.get(steps.size() - 1);
        return last.begin().plus(last.lasted());
    }

    /**
     * One state.
     *
     * @param state the state's name
     * @param begin when it began
     * @param lasted how long it lasted
     * @param unfinished whether it was still open when the recording ended
     */
    public record Step(String state, Instant begin, Duration lasted, boolean unfinished) {}
}
