package dev.tracebridge.exporter;

import java.util.Locale;

/** Why an event was not exported. */
public enum DropReason {
    /** It is rendered as nothing. */
    RENDERED_OFF,
    /** Its span was shorter than its name's threshold. */
    THRESHOLD,
    /** Its trace is not sampled. */
    SAMPLER,
    /** Its span had as many span events as one may have. */
    EVENT_LIMIT,
    /** Another recording enabled it, ours did not. */
    NOT_ENABLED,
    /** It is rendered as a metric, and no metrics are exported. */
    NO_METRICS,
    /** It was committed, but Flight Recorder lost it, or gave it up with its chunk before it was read. */
    JFR_LOSS,
    /** It waited for a collector that took nothing, and more or older events did than {@code spool.size} and {@code spool.age} allow. */
    SPOOL_LIMIT,
    /** It could not be read. */
    MALFORMED,
    /** The collector or the file refused it. */
    EXPORT_FAILED,
    /** The JVM ended before it could be sent. */
    SHUTDOWN;

    /** Whether the settings ask for it, so that nothing is lost. */
    public boolean isIntended() {
        return switch (this) {
            case RENDERED_OFF, THRESHOLD, SAMPLER, NOT_ENABLED, NO_METRICS -> true;
            case EVENT_LIMIT, JFR_LOSS, SPOOL_LIMIT, MALFORMED, EXPORT_FAILED, SHUTDOWN -> false;
        };
    }

    /** The word shown to users: {@code event_limit}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
