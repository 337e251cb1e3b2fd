package dev.tracebridge.exporter.events;

import dev.tracebridge.metadata.SpanMetadata;
import dev.tracebridge.metadata.TracepointMetadata;
import dev.tracebridge.runtime.GroupEvent;
import dev.tracebridge.runtime.StateMachine;
import java.util.Set;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A change of state. */
@Name("qemu.migration.migrate_set_state")
@Label("migrate_set_state")
@StackTrace(false)
@TracepointMetadata(
        name = "migrate_set_state",
        format = "\"new state %s\"",
        declaration = "migrate_set_state(const char *new_state) \"new state %s\"",
        group = "migration.c",
        catalogue = "qemu.migration",
        hash = "00ff00ff00ff00ff00ff")
@SpanMetadata(
        name = "migration",
        role = "states",
        argument = "new_state",
        initial = "setup",
        terminal = {"completed", "failed"},
        failed = "failed")
public final class MigrateSetStateEvent extends GroupEvent {

    private static final MigrateSetStateEvent PROBE = new MigrateSetStateEvent();
    private static final StateMachine MACHINE =
            StateMachine.of("qemu.migration.migrate_set_state", Set.of("setup"), Set.of("completed", "failed"));

    @Label("new_state")
    public String new_state;

    private MigrateSetStateEvent() {}

    public static boolean enabled() {
        return PROBE.isEnabled();
    }

    public static void emit(String new_state) {
        MigrateSetStateEvent event = new MigrateSetStateEvent();
        event.new_state = new_state;
        MACHINE.enter(event, new_state, null);
    }
}
