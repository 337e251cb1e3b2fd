package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#POSTCOPY_PAUSES} as a rule. */
public final class PostcopyPausesRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public PostcopyPausesRule() {
        super(Check.POSTCOPY_PAUSES);
    }
}
