package dev.tracebridge.recording.tuning;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * An event of a tracepoint, or of a span of two of them, as some reader of recordings sees it: the JDK's or JDK Mission Control's. What a field
 * should be and is not reads as missing.
 */
public interface TracepointEvent {

    /** The name of the span; of a state, a step between checkpoints or a tracepoint alone, that of the tracepoint. */
    String name();

    /** Whether it is a span, a state or a step between checkpoints, and not a tracepoint alone. */
    boolean isSpan();

    /** Whether it was still open when the recording ended. */
    boolean isUnfinished();

    /** When it began. */
    Instant begin();

    /** How long it lasted, zero for a tracepoint. */
    Duration lasted();

    /** When it ended. */
    default Instant end() {
        return begin().plus(lasted());
    }

    /**
     * A number.
     *
     * @param argument the argument as the catalogue spells it
     * @return its value, nothing where there is none
     */
    OptionalLong number(String argument);

    /**
     * A text.
     *
     * @param argument the argument as the catalogue spells it, or a field of the event
     * @return its value, empty where there is none
     */
    String text(String argument);
}
