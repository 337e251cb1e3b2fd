package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#MULTIFD_CHANNELS} as a rule. */
public final class MultifdChannelsRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public MultifdChannelsRule() {
        super(Check.MULTIFD_CHANNELS);
    }
}
