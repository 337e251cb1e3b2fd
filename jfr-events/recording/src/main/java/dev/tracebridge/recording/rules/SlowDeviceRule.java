package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#SLOW_DEVICE} as a rule. */
public final class SlowDeviceRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public SlowDeviceRule() {
        super(Check.SLOW_DEVICE);
    }
}
