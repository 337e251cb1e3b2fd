package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#MAX_BANDWIDTH} as a rule. */
public final class MaxBandwidthRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public MaxBandwidthRule() {
        super(Check.MAX_BANDWIDTH);
    }
}
