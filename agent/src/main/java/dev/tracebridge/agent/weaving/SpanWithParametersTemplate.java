package dev.tracebridge.agent.weaving;

import net.bytebuddy.asm.Advice;

/**
 * As {@link SpanTemplate}, for a span whose end takes parameters of the method: their values at entry are kept, which costs byte code that other
 * spans are spared.
 */
final class SpanWithParametersTemplate {

    private SpanWithParametersTemplate() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@EventCall.Enabled boolean enabled, @EventCall.Begin Object begun) {
        return enabled ? begun : null;
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class)
    static void exit(
            @Advice.Enter Object event,
            @Advice.Thrown Throwable thrown,
            @EventCall.End boolean end,
            @EventCall.Fail Throwable fail) {
        if (event != null) {
            if (thrown != null) {
                fail = thrown;
            } else {
                try {
                    end = true;
                } catch (Throwable unreadable) {
                    fail = unreadable;
                }
            }
        }
    }
}
