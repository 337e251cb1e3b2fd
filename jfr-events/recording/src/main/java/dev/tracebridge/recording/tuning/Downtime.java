package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One chain of downtime checkpoints, recorded or, where QEMU before 8.2 has none, derived from other tracepoints.
 *
 * @param name the chain's name, for example {@code source_downtime}
 * @param begin when the first checkpoint was reached
 * @param lasted from the first checkpoint to the last one seen
 * @param complete whether the chain's last checkpoint was reached
 * @param basis how it is known: {@link #CHECKPOINTS}, else the tracepoints that took their place
 * @param bounds between what the source's {@code query-migrate} says, where the tracepoints around its clock readings were recorded
 * @param phases what lies between the checkpoints, in order
 */
public record Downtime(
        String name,
        Instant begin,
        Duration lasted,
        boolean complete,
        String basis,
        Optional<Bounds> bounds,
        List<Phase> phases) {

    /** The {@link #basis} of a recording that has the checkpoints. */
    public static final String CHECKPOINTS = "vmstate_downtime_checkpoint";

    /** Copies the phases. */
    public Downtime {
        phases = List.copyOf(phases);
    }

    /** Whether the checkpoints themselves were missing. */
    public boolean isDerived() {
        return !basis.equals(CHECKPOINTS);
    }

    /**
     * Between what the {@code downtime} of QEMU's {@code query-migrate} lies, but for its rounding to whole milliseconds. QEMU reads a clock when
     * it stops the machine and when it is done, each between two tracepoints; what a busy computer puts between a tracepoint and the reading
     * widens the bounds, and never moves the figure out of them.
     *
     * @param least from the tracepoint after the first reading to the one before the last
     * @param most from the tracepoint before the first reading to the one after the last
     */
    public record Bounds(Duration least, Duration most) {}

    /**
     * The way from one checkpoint to the next.
     *
     * @param from the checkpoint that began it
     * @param to the checkpoint that ended it, empty where none did
     * @param begin when it began
     * @param took how long it took
     * @param devices how many devices were saved or loaded in it
     * @param deviceTime the sum of their times
     */
    public record Phase(String from, String to, Instant begin, Duration took, long devices, Duration deviceTime) {}
}
