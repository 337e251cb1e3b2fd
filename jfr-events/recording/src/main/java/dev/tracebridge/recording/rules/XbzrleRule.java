package dev.tracebridge.recording.rules;

import dev.tracebridge.recording.tuning.Check;

/** {@link Check#XBZRLE} as a rule. */
public final class XbzrleRule extends MigrationRule {

    /** For {@link java.util.ServiceLoader}. */
    public XbzrleRule() {
        super(Check.XBZRLE);
    }
}
