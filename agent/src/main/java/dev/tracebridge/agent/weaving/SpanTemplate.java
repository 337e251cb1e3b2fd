package dev.tracebridge.agent.weaving;

import net.bytebuddy.asm.Advice;

/**
 * Is inlined around a method that is a span. The event is null while the event type is off, and then nothing else happens. If the arguments of
 * the end cannot be read, the span ends with that error, so that it does not stay on its thread for ever.
 */
final class SpanTemplate {

    private SpanTemplate() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static Object enter(@EventCall.Enabled boolean enabled, @EventCall.Begin Object begun) {
        return enabled ? begun : null;
    }

    @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, backupArguments = false)
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
