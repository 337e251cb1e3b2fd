package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#DOWNTIME_LIMIT} as a rule. */
public final class DowntimeLimitRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public DowntimeLimitRule() {
        super(Check.DOWNTIME_LIMIT);
    }
}
