package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#POSTCOPY_LATENCY} as a rule. */
public final class PostcopyLatencyRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public PostcopyLatencyRule() {
        super(Check.POSTCOPY_LATENCY);
    }
}
