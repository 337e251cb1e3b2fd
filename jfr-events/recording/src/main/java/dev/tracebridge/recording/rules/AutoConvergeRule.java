package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#AUTO_CONVERGE} as a rule. */
public final class AutoConvergeRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public AutoConvergeRule() {
        super(Check.AUTO_CONVERGE);
    }
}
