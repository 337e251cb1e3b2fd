package dev.tracebridge.agent.weaving;

import net.bytebuddy.asm.Advice;

/**
 * Is inlined at the normal exit of a constructor with a tracepoint, where parameters are still needed as they came in.
 */
final class ConstructorTemplate {

    private ConstructorTemplate() {}

    @Advice.OnMethodExit(suppress = Throwable.class)
    static void exit(@EventCall.Enabled boolean enabled, @EventCall.Emit boolean emit) {
        if (enabled) {
            emit = true;
        }
    }
}
