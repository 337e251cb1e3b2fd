package dev.tracebridge.agent.weaving;

import net.bytebuddy.asm.Advice;

/**
 * Is inlined at the entry of a method with a tracepoint. Never called as it stands: the {@link EventCall} parameters become calls.
 */
final class InstantTemplate {

    private InstantTemplate() {}

    @Advice.OnMethodEnter(suppress = Throwable.class)
    static void enter(@EventCall.Enabled boolean enabled, @EventCall.Emit boolean emit) {
        if (enabled) {
            emit = true;
        }
    }
}
