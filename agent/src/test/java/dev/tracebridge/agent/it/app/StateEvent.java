package dev.tracebridge.agent.it.app;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.runtime.GroupEvent;
import dev.tracebridge.runtime.StateMachine;
import java.util.Set;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** States as the processor generates them, one machine for each job. */
@Name("it.state")
@Label("state")
@StackTrace(false)
@SpanMetadata(name = "job", role = "states", argument = "value_", key = "job")
public final class StateEvent extends GroupEvent {

    private static final StateEvent PROBE = new StateEvent();
    private static final StateMachine MACHINE = StateMachine.of("it.state", Set.of("setup"), Set.of("completed"));

    @Label("job")
    public String job;

    @Label("value")
    public String value_;

    private StateEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(String job, String value) {
        StateEvent event = new StateEvent();
        event.job = job;
        event.value_ = value;
        MACHINE.enter(event, value, job);
    }
}
