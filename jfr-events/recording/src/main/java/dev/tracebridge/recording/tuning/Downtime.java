package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One chain of downtime checkpoints, recorded or, where QEMU before 8.2 has none, derived from other tracepoints.
 *
 * @param name the chain's name, for example {@code source_downtime}
 * @param begin when the first checkpoint was reached
 * @param lasted from the first checkpoint to the last one seen
 * @param complete whether the chain's last checkpoint was reached
 * @param basis how it is known: {@link #CHECKPOINTS}, else the tracepoints that took their place
 * @param phases what lies between the checkpoints, in order
 */
public record Downtime(
        String name, Instant begin, Duration lasted, boolean complete, String basis, List<Phase> phases) {

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
